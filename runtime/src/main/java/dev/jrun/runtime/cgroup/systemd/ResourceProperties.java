package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.v2.Weights;
import dev.jrun.spec.resources.BlockIo;
import dev.jrun.spec.resources.Cpu;
import dev.jrun.spec.resources.Memory;
import dev.jrun.spec.resources.Resources;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The limits that systemd knows, as properties of a unit. It would set its own when it is reloaded; what it does not
 * know it leaves alone.
 */
final class ResourceProperties {
    private static final int CPUSETS = 244;
    private static final int QUOTA_PERIOD = 242;
    private static final int IDLE = 252;
    private static final BigInteger DEFAULT_PERIOD = BigInteger.valueOf(100_000);
    private static final BigInteger SECOND = BigInteger.valueOf(1_000_000);
    private static final BigInteger PERCENT = BigInteger.valueOf(10_000);

    private final boolean unified;
    private final SystemdVersion version;
    private final List<UnitProperty> properties = new ArrayList<>();

    private ResourceProperties(boolean unified, SystemdVersion version) {
        this.unified = unified;
        this.version = version;
    }

    /**
     * The properties for some limits.
     *
     * @param unified whether the controllers are those of version 2
     */
    static List<UnitProperty> of(Limits limits, boolean unified, SystemdVersion version) {
        var all = new ResourceProperties(unified, version);
        all.add(limits.resources());
        limits.devices().ifPresent(policy -> all.properties.addAll(DeviceProperties.of(policy)));
        return List.copyOf(all.properties);
    }

    private void add(Resources resources) {
        resources.memory().ifPresent(unified ? this::memory : this::classicMemory);
        resources.cpu().ifPresent(this::cpu);
        resources.blockIo().ifPresent(this::blockIo);
        resources.pids().ifPresent(pids -> put("TasksMax", limitOfProcesses(pids.limit())));
        if (unified) {
            var files = new UnifiedProperties(version);
            resources.unified().forEach((file, value) -> properties.addAll(files.of(file, value)));
        }
    }

    private static PropertyValue limitOfProcesses(long limit) {
        return PropertyValue.limit(limit < 0 ? limit : Math.max(1, limit));
    }

    private void classicMemory(Memory memory) {
        memory.limit().ifPresent(limit -> put("MemoryLimit", PropertyValue.limit(limit)));
    }

    private void memory(Memory memory) {
        memory.limit().ifPresent(limit -> put("MemoryMax", PropertyValue.limit(limit)));
        memory.reservation().ifPresent(low -> put("MemoryLow", PropertyValue.limit(low)));
        swap(memory).ifPresent(swap -> put("MemorySwapMax", PropertyValue.limit(swap)));
    }

    /** A config counts swap together with memory, version 2 alone. */
    private static Optional<Long> swap(Memory memory) {
        long limit = memory.limit().orElse(0L);
        if (memory.swap().isEmpty()) {
            return limit < 0 ? Optional.of(limit) : Optional.empty();
        }
        long swap = memory.swap().get();
        return swap < 0 ? Optional.of(swap) : Optional.of(swap - limit).filter(rest -> limit > 0 && rest >= 0);
    }

    private void cpu(Cpu cpu) {
        weight(cpu);
        if (version.isAtLeast(QUOTA_PERIOD)) {
            cpu.period().ifPresent(period -> put("CPUQuotaPeriodUSec", PropertyValue.count(period)));
        }
        cpu.quota().ifPresent(quota -> put("CPUQuotaPerSecUSec", quota(quota, cpu.period())));
        // systemd has no cpusets of version 1.
        if (unified && version.isAtLeast(CPUSETS)) {
            cpu.cpus().ifPresent(list -> put("AllowedCPUs", mask(list, "/cpu/cpus")));
            cpu.mems().ifPresent(list -> put("AllowedMemoryNodes", mask(list, "/cpu/mems")));
        }
    }

    private void weight(Cpu cpu) {
        if (!unified) {
            cpu.shares().ifPresent(shares -> put("CPUShares", PropertyValue.count(shares)));
            return;
        }
        boolean idle = cpu.idle().orElse(0L) != 0;
        if (idle && version.isAtLeast(IDLE)) {
            put("CPUWeight", PropertyValue.limit(0));
        } else {
            cpu.shares().ifPresent(shares -> put("CPUWeight", PropertyValue.limit(Weights.ofShares(shares))));
        }
    }

    /** Microseconds in a second; systemd counts in whole per cents, so it is rounded up. */
    static PropertyValue quota(long quota, Optional<BigInteger> period) {
        if (quota <= 0) {
            return PropertyValue.infinity();
        }
        BigInteger length = period.filter(value -> value.signum() > 0).orElse(DEFAULT_PERIOD);
        BigInteger micros = BigInteger.valueOf(quota).multiply(SECOND).divide(length);
        BigInteger percents = micros.add(PERCENT).subtract(BigInteger.ONE).divide(PERCENT);
        return PropertyValue.count(percents.multiply(PERCENT));
    }

    private static PropertyValue mask(String list, String property) {
        return PropertyValue.bytes(CpuMask.parse(list, Limits.POINTER + property));
    }

    private void blockIo(BlockIo io) {
        if (unified) {
            io.weight().ifPresent(weight -> put("IOWeight", PropertyValue.limit(Weights.ofBlockIo(weight))));
        } else {
            io.weight().ifPresent(weight -> put("BlockIOWeight", PropertyValue.limit(weight)));
        }
    }

    private void put(String name, PropertyValue value) {
        properties.add(new UnitProperty(name, value));
    }
}
