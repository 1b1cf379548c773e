package dev.jrun.runtime.cgroup.v1;

import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.DevicePolicy;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.LimitKind;
import dev.jrun.runtime.cgroup.LimitWrite;
import dev.jrun.runtime.cgroup.LimitWrites;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.RdmaLine;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.resources.Cpu;
import dev.jrun.spec.resources.HugepageLimit;
import dev.jrun.spec.resources.Memory;
import dev.jrun.spec.resources.Network;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Turns limits into writes to the files of version 1. */
final class V1Limits {
    /** What no limit is called in all files but that of the pids controller. */
    private static final long UNLIMITED = -1;

    private static final BigInteger SHARES_MIN = BigInteger.TWO;
    private static final BigInteger SHARES_MAX = BigInteger.ONE.shiftLeft(18);

    private final List<CgroupPlace> places;
    private final boolean rootless;
    private final Limits limits;

    V1Limits(List<CgroupPlace> places, boolean rootless, Limits limits) {
        this.places = places;
        this.rootless = rootless;
        this.limits = limits;
    }

    LimitChange change() {
        List<LimitWrite> writes = new ArrayList<>();
        for (LimitKind kind : new TreeSet<>(limits.needs().keySet())) {
            writes.addAll(writes(kind).writes());
        }
        return new LimitChange(List.of(), writes, Optional.empty());
    }

    private LimitWrites writes(LimitKind kind) {
        var writes = new LimitWrites(kind, directory(kind));
        switch (kind) {
            case CPU -> limits.resources().cpu().ifPresent(cpu -> cpu(cpu, writes));
            case CPUSET -> limits.resources().cpu().ifPresent(cpu -> cpuset(cpu, writes));
            case MEMORY -> limits.resources().memory().ifPresent(memory -> memory(memory, writes));
            case PIDS ->
                limits.resources().pids().ifPresent(pids -> writes.put("pids/limit", "pids.max", Limits.pidsMax(pids)));
            case BLOCK_IO -> limits.resources().blockIo().ifPresent(io -> new V1BlockIo(io, writes).add());
            case HUGETLB -> hugepages(limits.resources().hugepageLimits(), writes);
            case NET_CLASS -> limits.resources().network().ifPresent(network -> netClass(network, writes));
            case NET_PRIORITY -> limits.resources().network().ifPresent(network -> netPriorities(network, writes));
            case RDMA -> RdmaLine.of(limits.resources().rdma()).forEach(line -> line.putTo(writes));
            case DEVICES -> limits.devices().ifPresent(policy -> devices(policy, writes));
            case UNIFIED -> throw new IllegalStateException("version 1 was asked for files of version 2");
        }
        return writes;
    }

    private String directory(LimitKind kind) {
        for (CgroupPlace place : places) {
            if (place.has(kind.controller(CgroupVersion.V1))) {
                return place.directory();
            }
        }
        throw new IllegalStateException("no hierarchy for " + kind);
    }

    /** What depends on each other is written twice: which order the kernel accepts depends on what was set before. */
    private static void cpu(Cpu cpu, LimitWrites writes) {
        cpu.idle().filter(idle -> idle == 0).ifPresent(idle -> writes.put("cpu/idle", "cpu.idle", idle));
        cpu.shares().ifPresent(V1Limits::checkShares);
        writes.put("cpu/shares", "cpu.shares", cpu.shares());
        if (cpu.quota().isPresent()) {
            cpu.period().ifPresent(period -> writes.attempt("cpu/period", "cpu.cfs_period_us", period));
            cpu.burst()
                    .filter(burst -> burst.signum() > 0)
                    .ifPresent(burst -> writes.attempt("cpu/burst", "cpu.cfs_burst_us", burst));
        }
        cpu.burst()
                .filter(burst -> burst.signum() == 0)
                .ifPresent(burst -> writes.putIfThere("cpu/burst", "cpu.cfs_burst_us", burst));
        writes.put("cpu/quota", "cpu.cfs_quota_us", cpu.quota().map(quota -> Math.max(quota, UNLIMITED)));
        writes.put("cpu/period", "cpu.cfs_period_us", cpu.period());
        writes.put("cpu/burst", "cpu.cfs_burst_us", cpu.burst().filter(burst -> burst.signum() > 0));
        realtime(cpu, writes);
        cpu.idle().filter(idle -> idle != 0).ifPresent(idle -> writes.put("cpu/idle", "cpu.idle", idle));
    }

    /** The kernel would take the nearest number that it has. */
    private static void checkShares(BigInteger shares) {
        if (shares.compareTo(SHARES_MIN) < 0 || shares.compareTo(SHARES_MAX) > 0) {
            throw new InvalidInputException(Limits.POINTER + "/cpu/shares: expected a number from " + SHARES_MIN
                    + " to " + SHARES_MAX + ", found " + shares);
        }
    }

    private static void realtime(Cpu cpu, LimitWrites writes) {
        if (cpu.realtimeRuntime().isPresent()) {
            cpu.realtimePeriod().ifPresent(period -> writes.attempt("cpu/realtimePeriod", "cpu.rt_period_us", period));
        }
        writes.put("cpu/realtimeRuntime", "cpu.rt_runtime_us", cpu.realtimeRuntime());
        writes.put("cpu/realtimePeriod", "cpu.rt_period_us", cpu.realtimePeriod());
    }

    private static void cpuset(Cpu cpu, LimitWrites writes) {
        writes.put("cpu/cpus", "cpuset.cpus", cpu.cpus());
        writes.put("cpu/mems", "cpuset.mems", cpu.mems());
    }

    /**
     * The limit of memory must never be above that of memory and swap: raised, swap goes first, lowered, it goes last.
     * The kernel refuses the one that is out of order without any effect.
     */
    private static void memory(Memory memory, LimitWrites writes) {
        memory.useHierarchy()
                .ifPresent(use -> writes.put("memory/useHierarchy", "memory.use_hierarchy", use ? "1" : "0"));
        memory.swap().ifPresent(swap -> writes.attempt("memory/swap", "memory.memsw.limit_in_bytes", swap));
        if (memory.swap().isEmpty() && memory.limit().equals(Optional.of(UNLIMITED))) {
            writes.putIfThere("memory/limit", "memory.memsw.limit_in_bytes", UNLIMITED);
        }
        writes.put("memory/limit", "memory.limit_in_bytes", memory.limit());
        writes.put("memory/swap", "memory.memsw.limit_in_bytes", memory.swap());
        writes.put("memory/reservation", "memory.soft_limit_in_bytes", memory.reservation());
        writes.put("memory/kernel", "memory.kmem.limit_in_bytes", memory.kernel());
        writes.put("memory/kernelTCP", "memory.kmem.tcp.limit_in_bytes", memory.kernelTcp());
        writes.put("memory/swappiness", "memory.swappiness", memory.swappiness());
        memory.disableOomKiller()
                .ifPresent(disable -> writes.put("memory/disableOOMKiller", "memory.oom_control", "1"));
    }

    private static void hugepages(List<HugepageLimit> pages, LimitWrites writes) {
        for (int i = 0; i < pages.size(); i++) {
            String property = "hugepageLimits/" + i;
            String prefix = "hugetlb." + pages.get(i).pageSize();
            writes.put(property, prefix + ".limit_in_bytes", pages.get(i).limit());
            writes.putIfThere(
                    property, prefix + ".rsvd.limit_in_bytes", pages.get(i).limit());
        }
    }

    private static void netClass(Network network, LimitWrites writes) {
        writes.put("network/classID", "net_cls.classid", network.classId());
    }

    private static void netPriorities(Network network, LimitWrites writes) {
        for (int i = 0; i < network.priorities().size(); i++) {
            var priority = network.priorities().get(i);
            writes.put("network/priorities/" + i, "net_prio.ifpriomap", priority.name() + " " + priority.priority());
        }
    }

    /** Without privileges on the machine there is no way to limit devices, and no need to: there is no mknod either. */
    private void devices(DevicePolicy policy, LimitWrites writes) {
        String fallback = policy.allow() ? "devices.allow" : "devices.deny";
        String exception = policy.allow() ? "devices.deny" : "devices.allow";
        putDevices(fallback, "a", writes);
        policy.lines().forEach(line -> putDevices(exception, line, writes));
    }

    private void putDevices(String file, String line, LimitWrites writes) {
        if (rootless) {
            writes.putIfAllowed("devices", file, line);
        } else {
            writes.put("devices", file, line);
        }
    }

    /** The kinds of limits that the controllers of these places can set. */
    static Set<LimitKind> served(List<CgroupPlace> places) {
        List<String> controllers = new ArrayList<>(places.size());
        places.forEach(place -> controllers.addAll(place.controllers()));
        return Limits.served(CgroupVersion.V1, controllers);
    }
}
