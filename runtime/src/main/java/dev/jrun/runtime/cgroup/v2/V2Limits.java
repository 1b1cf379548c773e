package dev.jrun.runtime.cgroup.v2;

import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.DeviceFilter;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.LimitKind;
import dev.jrun.runtime.cgroup.LimitWrite;
import dev.jrun.runtime.cgroup.LimitWrites;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.MemoryCheck;
import dev.jrun.runtime.cgroup.RdmaLine;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.resources.Cpu;
import dev.jrun.spec.resources.HugepageLimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Turns limits, whose numbers are those of version 1, into writes to the files of version 2. */
final class V2Limits {
    private static final long DEFAULT_PERIOD = 100_000;

    private final CgroupPlace place;
    private final List<String> controllers;
    private final boolean rootless;
    private final Limits limits;

    V2Limits(CgroupPlace place, List<String> controllers, boolean rootless, Limits limits) {
        this.place = place;
        this.controllers = controllers;
        this.rootless = rootless;
        this.limits = limits;
    }

    LimitChange change() {
        List<LimitWrite> writes = new ArrayList<>();
        for (LimitKind kind : new TreeSet<>(limits.needs().keySet())) {
            writes.addAll(writes(kind).writes());
        }
        return new LimitChange(checks(), writes, filter());
    }

    /** Version 1 refuses a limit that is below the usage by itself. */
    private List<MemoryCheck> checks() {
        if (!limits.has(LimitKind.MEMORY)) {
            return List.of();
        }
        return limits.resources().memory().stream()
                .filter(memory -> memory.checkBeforeUpdate().orElse(false))
                .flatMap(memory -> memory.limit().stream())
                .filter(limit -> limit > 0)
                .map(limit -> new MemoryCheck(place.file("memory.current"), limit))
                .toList();
    }

    private Optional<DeviceFilter> filter() {
        return limits.has(LimitKind.DEVICES)
                ? limits.devices()
                        .map(policy -> new DeviceFilter(place.directory(), DeviceProgram.of(policy), rootless))
                : Optional.empty();
    }

    private LimitWrites writes(LimitKind kind) {
        var writes = new LimitWrites(kind, place.directory());
        switch (kind) {
            case CPU -> limits.resources().cpu().ifPresent(cpu -> cpu(cpu, writes));
            case CPUSET -> limits.resources().cpu().ifPresent(cpu -> cpuset(cpu, writes));
            case MEMORY -> limits.resources().memory().ifPresent(memory -> new V2Memory(memory, writes).add());
            case PIDS ->
                limits.resources().pids().ifPresent(pids -> writes.put("pids/limit", "pids.max", Limits.pidsMax(pids)));
            case BLOCK_IO -> limits.resources().blockIo().ifPresent(io -> new V2BlockIo(io, writes).add());
            case HUGETLB -> hugepages(limits.resources().hugepageLimits(), writes);
            case RDMA -> RdmaLine.of(limits.resources().rdma()).forEach(line -> line.putTo(writes));
            case UNIFIED -> limits.resources().unified().forEach((file, value) -> unified(file, value, writes));
            case DEVICES -> {
                // A program, not a file.
            }
            case NET_CLASS, NET_PRIORITY -> throw new IllegalStateException("version 2 was asked for " + kind);
        }
        return writes;
    }

    private static void cpu(Cpu cpu, LimitWrites writes) {
        if (cpu.realtimeRuntime().isPresent() || cpu.realtimePeriod().isPresent()) {
            String name = cpu.realtimeRuntime().isPresent() ? "realtimeRuntime" : "realtimePeriod";
            throw unsupported("cpu/" + name);
        }
        // The weight of an idle cgroup can't be set.
        cpu.idle().filter(idle -> idle == 0).ifPresent(idle -> writes.put("cpu/idle", "cpu.idle", idle));
        writes.put("cpu/shares", "cpu.weight", cpu.shares().map(Weights::ofShares));
        if (cpu.quota().isPresent() || cpu.period().isPresent()) {
            bandwidth(cpu, writes);
        } else {
            burst(cpu, writes);
        }
        cpu.idle().filter(idle -> idle != 0).ifPresent(idle -> writes.put("cpu/idle", "cpu.idle", idle));
    }

    private static void bandwidth(Cpu cpu, LimitWrites writes) {
        cpu.burst()
                .filter(burst -> burst.signum() > 0)
                .ifPresent(burst -> writes.attempt("cpu/burst", "cpu.max.burst", burst));
        String quota =
                cpu.quota().filter(value -> value > 0).map(String::valueOf).orElse("max");
        String period = cpu.period().map(String::valueOf).orElse(Long.toString(DEFAULT_PERIOD));
        String property = cpu.quota().isPresent() ? "cpu/quota" : "cpu/period";
        writes.put(property, "cpu.max", quota + " " + period);
        burst(cpu, writes);
    }

    private static void burst(Cpu cpu, LimitWrites writes) {
        cpu.burst().ifPresent(burst -> {
            if (burst.signum() == 0) {
                writes.putIfThere("cpu/burst", "cpu.max.burst", burst);
            } else {
                writes.put("cpu/burst", "cpu.max.burst", burst);
            }
        });
    }

    private static void cpuset(Cpu cpu, LimitWrites writes) {
        writes.put("cpu/cpus", "cpuset.cpus", cpu.cpus());
        writes.put("cpu/mems", "cpuset.mems", cpu.mems());
    }

    private static void hugepages(List<HugepageLimit> pages, LimitWrites writes) {
        for (int i = 0; i < pages.size(); i++) {
            String property = "hugepageLimits/" + i;
            String prefix = "hugetlb." + pages.get(i).pageSize();
            writes.put(property, prefix + ".max", pages.get(i).limit());
            writes.putIfThere(property, prefix + ".rsvd.max", pages.get(i).limit());
        }
    }

    /** A file such as io.max takes one line by each write. */
    private void unified(String file, String value, LimitWrites writes) {
        String property = "unified/" + file.replace("~", "~0").replace("/", "~1");
        String controller = file.substring(0, Math.max(0, file.indexOf('.')));
        if (!controller.equals("cgroup") && !file.endsWith(".pressure") && !controllers.contains(controller)) {
            throw new UnsupportedFeatureException(Limits.POINTER + "/" + property
                    + ": the cgroup hierarchy of version 2 at " + place.mountPoint() + " doesn't have the controller "
                    + controller);
        }
        value.strip().lines().forEach(line -> writes.put(property, file, line));
    }

    static UnsupportedFeatureException unsupported(String property) {
        return new UnsupportedFeatureException(Limits.POINTER + "/" + property
                + ": cgroups of version 2 have no such limit; remove it from the config");
    }

    /** The kinds of limits that a hierarchy with these controllers can set. */
    static Set<LimitKind> served(List<String> controllers) {
        Set<LimitKind> served = new HashSet<>(Limits.served(CgroupVersion.V2, controllers));
        served.add(LimitKind.DEVICES);
        served.add(LimitKind.UNIFIED);
        return served;
    }
}
