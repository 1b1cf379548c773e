package dev.jrun.runtime.cgroup;

import dev.jrun.spec.resources.BlockIo;
import dev.jrun.spec.resources.Cpu;
import dev.jrun.spec.resources.Memory;
import dev.jrun.spec.resources.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The limits of a container after an update: what is given replaces what was set before, the rest stays. */
public final class MergedResources {
    private final Resources before;
    private final Resources given;

    public MergedResources(Resources before, Resources given) {
        this.before = UnsetValues.remove(before);
        this.given = UnsetValues.remove(given);
    }

    /** All limits. */
    public Resources all() {
        return new Resources(
                either(given.devices(), before.devices()),
                given.memory().map(this::merge).or(before::memory),
                given.cpu().map(this::merge).or(before::cpu),
                given.pids().or(before::pids),
                given.blockIo().map(this::merge).or(before::blockIo),
                either(given.hugepageLimits(), before.hugepageLimits()),
                given.network().or(before::network),
                both(before.rdma(), given.rdma()),
                both(before.unified(), given.unified()));
    }

    /** What has to be set: that which is given, and what the kernel takes together with it. */
    public Resources toSet() {
        return new Resources(
                List.of(),
                given.memory().map(this::complete),
                given.cpu().map(this::complete),
                given.pids(),
                given.blockIo(),
                given.hugepageLimits(),
                given.network(),
                given.rdma(),
                given.unified());
    }

    private Memory merge(Memory memory) {
        Memory old = before.memory().orElse(NO_MEMORY);
        return new Memory(
                memory.limit().or(old::limit),
                memory.reservation().or(old::reservation),
                swap(memory, old),
                memory.kernel().or(old::kernel),
                memory.kernelTcp().or(old::kernelTcp),
                memory.swappiness().or(old::swappiness),
                memory.disableOomKiller().or(old::disableOomKiller),
                memory.useHierarchy().or(old::useHierarchy),
                memory.checkBeforeUpdate().or(old::checkBeforeUpdate));
    }

    /** Without a limit of memory there is none of memory and swap, unless it is asked for. */
    private static Optional<Long> swap(Memory memory, Memory old) {
        boolean unlimited = memory.limit().filter(limit -> limit < 0).isPresent();
        return memory.swap().isPresent() || unlimited ? memory.swap() : old.swap();
    }

    /** Swap is counted together with memory: the files of version 2 need both to have one of them changed. */
    private Memory complete(Memory memory) {
        Memory all = merge(memory);
        boolean together = memory.limit().isPresent() || memory.swap().isPresent();
        return new Memory(
                together ? all.limit() : Optional.empty(),
                memory.reservation(),
                together ? all.swap() : Optional.empty(),
                memory.kernel(),
                memory.kernelTcp(),
                memory.swappiness(),
                memory.disableOomKiller(),
                memory.useHierarchy(),
                all.checkBeforeUpdate());
    }

    private Cpu merge(Cpu cpu) {
        Cpu old = before.cpu().orElse(NO_CPU);
        return new Cpu(
                cpu.shares().or(old::shares),
                cpu.quota().or(old::quota),
                cpu.burst().or(old::burst),
                cpu.period().or(old::period),
                cpu.realtimeRuntime().or(old::realtimeRuntime),
                cpu.realtimePeriod().or(old::realtimePeriod),
                cpu.cpus().or(old::cpus),
                cpu.mems().or(old::mems),
                cpu.idle().or(old::idle));
    }

    /** Version 2 has quota and period in one file. */
    private Cpu complete(Cpu cpu) {
        Cpu all = merge(cpu);
        boolean together = cpu.quota().isPresent() || cpu.period().isPresent();
        return new Cpu(
                cpu.shares(),
                together ? all.quota() : Optional.empty(),
                cpu.burst(),
                together ? all.period() : Optional.empty(),
                cpu.realtimeRuntime(),
                cpu.realtimePeriod(),
                cpu.cpus(),
                cpu.mems(),
                cpu.idle());
    }

    private BlockIo merge(BlockIo io) {
        BlockIo old = before.blockIo().orElse(NO_BLOCK_IO);
        return new BlockIo(
                io.weight().or(old::weight),
                io.leafWeight().or(old::leafWeight),
                either(io.weightDevice(), old.weightDevice()),
                either(io.throttleReadBpsDevice(), old.throttleReadBpsDevice()),
                either(io.throttleWriteBpsDevice(), old.throttleWriteBpsDevice()),
                either(io.throttleReadIopsDevice(), old.throttleReadIopsDevice()),
                either(io.throttleWriteIopsDevice(), old.throttleWriteIopsDevice()));
    }

    private static <T> List<T> either(List<T> some, List<T> others) {
        return some.isEmpty() ? others : some;
    }

    private static <T> Map<String, T> both(Map<String, T> some, Map<String, T> more) {
        Map<String, T> all = new LinkedHashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static final Memory NO_MEMORY = new Memory(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final Cpu NO_CPU = new Cpu(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final BlockIo NO_BLOCK_IO =
            new BlockIo(Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of());
}
