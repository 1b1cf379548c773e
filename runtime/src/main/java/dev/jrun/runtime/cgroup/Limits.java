package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.resources.Cpu;
import dev.jrun.spec.resources.Memory;
import dev.jrun.spec.resources.Network;
import dev.jrun.spec.resources.Pids;
import dev.jrun.spec.resources.Resources;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The limits that a cgroup shall have.
 *
 * @param resources without members that have the value for "not set"
 * @param devices what of devices is allowed; nothing leaves that as it is
 * @param kinds of limits that are meant; the others are passed over
 */
public record Limits(Resources resources, Optional<DevicePolicy> devices, Set<LimitKind> kinds) {
    /** The pointer of {@code linux.resources} in a config. */
    public static final String POINTER = "/linux/resources";

    private static final Set<LimitKind> ALL = Set.of(LimitKind.values());

    public Limits {
        kinds = Set.copyOf(kinds);
    }

    /** The limits of a new container. Its devices are always limited, as no rule means none but the usual ones. */
    public static Limits ofContainer(Resources resources) {
        return new Limits(
                UnsetValues.remove(resources), Optional.of(DevicePolicy.ofContainer(resources.devices())), ALL);
    }

    /** Limits to change in a cgroup that is in use; what of devices is allowed stays as it is. */
    public static Limits ofUpdate(Resources resources) {
        return new Limits(UnsetValues.remove(resources), Optional.empty(), ALL);
    }

    /** The part of these limits that is of {@code some} kinds. */
    public Limits only(Set<LimitKind> some) {
        Set<LimitKind> left = new HashSet<>(kinds);
        left.retainAll(some);
        return new Limits(resources, devices, left);
    }

    /** These limits but those of {@code some} kinds. */
    public Limits without(Set<LimitKind> some) {
        Set<LimitKind> left = new HashSet<>(kinds);
        left.removeAll(some);
        return new Limits(resources, devices, left);
    }

    /** Refuses limits that need more than the kinds in {@code served}. */
    public void refuseOthersThan(Set<LimitKind> served) {
        needs().forEach((kind, pointer) -> {
            if (!served.contains(kind) && !isOnlyDefault(kind)) {
                throw new UnsupportedFeatureException(pointer + ": " + missing(kind) + "; remove it from the config");
            }
        });
    }

    /** Where there is no way to limit devices a container does without, unless its config has rules for them. */
    private boolean isOnlyDefault(LimitKind kind) {
        return kind == LimitKind.DEVICES && resources.devices().isEmpty();
    }

    private static String missing(LimitKind kind) {
        if (kind == LimitKind.UNIFIED) {
            return "no cgroup hierarchy of version 2 is mounted";
        }
        return "no mounted cgroup hierarchy has the controller " + kind.controller(CgroupVersion.V1);
    }

    /** The kinds that these limits need, each with the pointer of the property that needs it. */
    public Map<LimitKind, String> needs() {
        Map<LimitKind, String> needs = new EnumMap<>(LimitKind.class);
        resources.cpu().ifPresent(cpu -> addCpu(cpu, needs));
        resources
                .memory()
                .filter(Limits::isLimit)
                .ifPresent(memory -> needs.put(LimitKind.MEMORY, POINTER + "/memory"));
        resources.pids().ifPresent(pids -> needs.put(LimitKind.PIDS, POINTER + "/pids"));
        resources.blockIo().ifPresent(io -> needs.put(LimitKind.BLOCK_IO, POINTER + "/blockIO"));
        resources.network().ifPresent(network -> addNetwork(network, needs));
        devices.ifPresent(policy -> needs.put(LimitKind.DEVICES, POINTER + "/devices"));
        putUnlessEmpty(needs, LimitKind.HUGETLB, resources.hugepageLimits().isEmpty(), "/hugepageLimits");
        putUnlessEmpty(needs, LimitKind.RDMA, resources.rdma().isEmpty(), "/rdma");
        putUnlessEmpty(needs, LimitKind.UNIFIED, resources.unified().isEmpty(), "/unified");
        needs.keySet().retainAll(kinds);
        return needs;
    }

    private static void putUnlessEmpty(Map<LimitKind, String> needs, LimitKind kind, boolean empty, String name) {
        if (!empty) {
            needs.put(kind, POINTER + name);
        }
    }

    private static void addCpu(Cpu cpu, Map<LimitKind, String> needs) {
        if (cpu.cpus().isPresent() || cpu.mems().isPresent()) {
            needs.put(LimitKind.CPUSET, POINTER + (cpu.cpus().isPresent() ? "/cpu/cpus" : "/cpu/mems"));
        }
        if (isAnyPresent(
                cpu.shares(),
                cpu.quota(),
                cpu.burst(),
                cpu.period(),
                cpu.realtimeRuntime(),
                cpu.realtimePeriod(),
                cpu.idle())) {
            needs.put(LimitKind.CPU, POINTER + "/cpu");
        }
    }

    private static boolean isLimit(Memory memory) {
        return isAnyPresent(
                memory.limit(),
                memory.reservation(),
                memory.swap(),
                memory.kernel(),
                memory.kernelTcp(),
                memory.swappiness(),
                memory.disableOomKiller(),
                memory.useHierarchy());
    }

    private static void addNetwork(Network network, Map<LimitKind, String> needs) {
        network.classId().ifPresent(id -> needs.put(LimitKind.NET_CLASS, POINTER + "/network/classID"));
        if (!network.priorities().isEmpty()) {
            needs.put(LimitKind.NET_PRIORITY, POINTER + "/network/priorities");
        }
    }

    private static boolean isAnyPresent(Optional<?>... some) {
        return Stream.of(some).anyMatch(Optional::isPresent);
    }

    /** The limit of processes as both versions write it. With 0 a cgroup could have none; the least that works is 1. */
    public static String pidsMax(Pids pids) {
        return pids.limit() < 0 ? "max" : Long.toString(Math.max(1, pids.limit()));
    }

    /** Whether limits of a kind are to be set. */
    public boolean has(LimitKind kind) {
        return needs().containsKey(kind);
    }

    /** The kinds that this cgroup version serves in a hierarchy with these controllers. */
    public static Set<LimitKind> served(CgroupVersion version, List<String> controllers) {
        Set<LimitKind> served = EnumSet.noneOf(LimitKind.class);
        for (LimitKind kind : LimitKind.values()) {
            if (controllers.contains(kind.controller(version))) {
                served.add(kind);
            }
        }
        return served;
    }
}
