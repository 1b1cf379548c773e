package dev.jrun.runtime.cgroup;

import dev.jrun.spec.resources.BlockIo;
import dev.jrun.spec.resources.Cpu;
import dev.jrun.spec.resources.Memory;
import dev.jrun.spec.resources.Network;
import dev.jrun.spec.resources.Resources;
import dev.jrun.spec.resources.WeightDevice;
import java.math.BigInteger;
import java.util.Optional;

/** Callers in Go write 0, false or an empty text for what they don't want to set; runc passes over it as well. */
final class UnsetValues {
    private UnsetValues() {}

    static Resources remove(Resources resources) {
        return new Resources(
                resources.devices(),
                resources.memory().map(UnsetValues::remove),
                resources.cpu().map(UnsetValues::remove),
                resources.pids(),
                resources.blockIo().map(UnsetValues::remove).filter(io -> !isEmpty(io)),
                resources.hugepageLimits(),
                resources.network().map(UnsetValues::remove),
                resources.rdma(),
                resources.unified());
    }

    private static Memory remove(Memory memory) {
        return new Memory(
                set(memory.limit()),
                set(memory.reservation()),
                set(memory.swap()),
                set(memory.kernel()),
                set(memory.kernelTcp()),
                memory.swappiness(),
                memory.disableOomKiller().filter(disable -> disable),
                memory.useHierarchy(),
                memory.checkBeforeUpdate());
    }

    private static Cpu remove(Cpu cpu) {
        return new Cpu(
                setCount(cpu.shares()),
                set(cpu.quota()),
                // No burst is a limit as well, and the only way to take one back.
                cpu.burst(),
                setCount(cpu.period()),
                set(cpu.realtimeRuntime()),
                setCount(cpu.realtimePeriod()),
                cpu.cpus().filter(text -> !text.isEmpty()),
                cpu.mems().filter(text -> !text.isEmpty()),
                cpu.idle());
    }

    private static BlockIo remove(BlockIo io) {
        return new BlockIo(
                setWeight(io.weight()),
                setWeight(io.leafWeight()),
                io.weightDevice().stream().map(UnsetValues::remove).toList(),
                io.throttleReadBpsDevice(),
                io.throttleWriteBpsDevice(),
                io.throttleReadIopsDevice(),
                io.throttleWriteIopsDevice());
    }

    private static WeightDevice remove(WeightDevice device) {
        return new WeightDevice(
                device.major(), device.minor(), setWeight(device.weight()), setWeight(device.leafWeight()));
    }

    private static boolean isEmpty(BlockIo io) {
        return io.weight().isEmpty()
                && io.leafWeight().isEmpty()
                && io.weightDevice().isEmpty()
                && io.throttleReadBpsDevice().isEmpty()
                && io.throttleWriteBpsDevice().isEmpty()
                && io.throttleReadIopsDevice().isEmpty()
                && io.throttleWriteIopsDevice().isEmpty();
    }

    private static Network remove(Network network) {
        return new Network(set(network.classId()), network.priorities());
    }

    private static Optional<Long> set(Optional<Long> number) {
        return number.filter(value -> value != 0);
    }

    private static Optional<Integer> setWeight(Optional<Integer> number) {
        return number.filter(value -> value != 0);
    }

    private static Optional<BigInteger> setCount(Optional<BigInteger> number) {
        return number.filter(value -> value.signum() != 0);
    }
}
