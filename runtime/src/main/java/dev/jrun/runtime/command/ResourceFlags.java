package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.resources.BlockIo;
import dev.jrun.spec.resources.Cpu;
import dev.jrun.spec.resources.Memory;
import dev.jrun.spec.resources.Pids;
import dev.jrun.spec.resources.Resources;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The flags of {@code update} that name one limit each. */
final class ResourceFlags {
    private static final int WEIGHT_MAX = 1000;

    private final Flags flags;

    ResourceFlags(Flags flags) {
        this.flags = flags;
    }

    static Syntax addTo(Syntax syntax) {
        return syntax.with(
                Flag.withValue("WEIGHT", "share of the block devices, from 10 to 1000", "--blkio-weight"),
                Flag.withValue("MICROSECONDS", "period in which the quota counts", "--cpu-period"),
                Flag.withValue("MICROSECONDS", "time on CPUs in each period, -1 for no limit", "--cpu-quota"),
                Flag.withValue("MICROSECONDS", "unused time that may be saved up", "--cpu-burst"),
                Flag.withValue("SHARES", "share of the CPUs", "--cpu-share"),
                Flag.withValue("MICROSECONDS", "period in which the realtime runtime counts", "--cpu-rt-period"),
                Flag.withValue("MICROSECONDS", "time for realtime processes in each period", "--cpu-rt-runtime"),
                Flag.withValue("LIST", "CPUs to use, as 0-2,7", "--cpuset-cpus"),
                Flag.withValue("LIST", "memory nodes to use", "--cpuset-mems"),
                Flag.withValue("0|1", "whether to run only where nobody else wants to", "--cpu-idle"),
                Flag.withValue("SIZE", "limit of memory, as 64m; -1 for none", "--memory"),
                Flag.withValue("SIZE", "memory to be left with when memory is short", "--memory-reservation"),
                Flag.withValue("SIZE", "limit of memory and swap together; -1 for none", "--memory-swap"),
                Flag.withValue("SIZE", "limit of the kernel's memory, of version 1 only", "--kernel-memory"),
                Flag.withValue(
                        "SIZE", "limit of the kernel's memory for TCP, of version 1 only", "--kernel-memory-tcp"),
                Flag.withValue("NUMBER", "limit of processes; -1 for none", "--pids-limit"));
    }

    Resources resources() {
        Optional<Long> weight = number("--blkio-weight", 10, WEIGHT_MAX);
        Optional<BlockIo> io = weight.map(value -> new BlockIo(
                Optional.of(value.intValue()),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
        return new Resources(
                List.of(),
                memory(),
                cpu(),
                number("--pids-limit", -1, Long.MAX_VALUE).map(Pids::new),
                io,
                List.of(),
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    private Optional<Memory> memory() {
        boolean any = isAnyGiven(
                "--memory", "--memory-reservation", "--memory-swap", "--kernel-memory", "--kernel-memory-tcp");
        return !any
                ? Optional.empty()
                : Optional.of(new Memory(
                        size("--memory"),
                        size("--memory-reservation"),
                        size("--memory-swap"),
                        size("--kernel-memory"),
                        size("--kernel-memory-tcp"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private Optional<Cpu> cpu() {
        boolean any = isAnyGiven(
                "--cpu-share",
                "--cpu-quota",
                "--cpu-burst",
                "--cpu-period",
                "--cpu-rt-runtime",
                "--cpu-rt-period",
                "--cpuset-cpus",
                "--cpuset-mems",
                "--cpu-idle");
        return !any
                ? Optional.empty()
                : Optional.of(new Cpu(
                        count("--cpu-share"),
                        number("--cpu-quota", Long.MIN_VALUE, Long.MAX_VALUE),
                        count("--cpu-burst"),
                        count("--cpu-period"),
                        number("--cpu-rt-runtime", Long.MIN_VALUE, Long.MAX_VALUE),
                        count("--cpu-rt-period"),
                        flags.value("--cpuset-cpus"),
                        flags.value("--cpuset-mems"),
                        number("--cpu-idle", 0, 1)));
    }

    private boolean isAnyGiven(String... names) {
        return Stream.of(names).anyMatch(name -> flags.value(name).isPresent());
    }

    private Optional<Long> size(String flag) {
        return flags.value(flag).map(text -> Size.parse(flag, text));
    }

    private Optional<BigInteger> count(String flag) {
        return number(flag, 0, Long.MAX_VALUE).map(BigInteger::valueOf);
    }

    private Optional<Long> number(String flag, long least, long most) {
        return flags.value(flag).map(text -> {
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw failure(flag, text, "a whole number");
            }
            String range = most == Long.MAX_VALUE ? least + " or more" : "a number from " + least + " to " + most;
            throw failure(flag, text, range);
        });
    }

    private static InvalidInputException failure(String flag, String text, String expected) {
        return new InvalidInputException(flag + ": expected " + expected + ", got \"" + text + "\"");
    }
}
