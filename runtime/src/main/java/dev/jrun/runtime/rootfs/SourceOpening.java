package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens sources of bind mounts with the host's privileges: those that are id-mapped, which only the file system's owner
 * may do, and all of a container in a user namespace, whose root may not be able to reach them. Run by a process of the
 * host that has joined the mount namespace of init and no other: so the copies stay bound to what that namespace
 * locks, and what is mounted below them later does not reach the host.
 */
public final class SourceOpening {
    private static final Set<Errno> MISSING = Set.of(Errno.ENOENT, Errno.ENOTDIR);

    private final Optional<String> root;
    private final List<MountRequest> mounts;
    private Optional<Slot> openRoot = Optional.empty();
    private final Map<MountRequest, Slot> copies = new HashMap<>();

    SourceOpening(Optional<String> root, List<MountRequest> mounts) {
        this.root = root;
        this.mounts = List.copyOf(mounts);
    }

    public boolean isEmpty() {
        return mounts.isEmpty() && root.isEmpty();
    }

    /** The same, and the root file system {@code rootfs}. */
    public SourceOpening with(Rootfs rootfs) {
        return new SourceOpening(Optional.of(rootfs.path()), mounts);
    }

    /** The mappings for which a user namespace is needed, each once. */
    public List<IdMap> maps() {
        return mounts.stream()
                .flatMap(mount -> mount.options().idMap().stream())
                .map(IdMap::flat)
                .distinct()
                .toList();
    }

    /**
     * Copies the sources' mounts, to be attached by init.
     *
     * @param namespaces a user namespace for each of {@link #maps}
     */
    public Plan plan(Map<IdMap, Fd.Number> namespaces) {
        var plan = new Plan();
        openRoot = root.map(path -> plan.call("open the rootfs " + path, Probe.openDirectory(path)));
        for (MountRequest mount : mounts) {
            plan.callThen(mount.intent(), mount.openSource(), MISSING, () -> {
                var copy = new Slot(plan.steps().size() - 1);
                copies.put(mount, copy);
                mount.options().idMap().ifPresent(map -> map(plan, mount, copy, namespaces));
            });
        }
        return plan;
    }

    private static void map(Plan plan, MountRequest mount, Slot copy, Map<IdMap, Fd.Number> namespaces) {
        IdMap map = mount.options().idMap().orElseThrow();
        Fd.Number namespace = namespaces.get(map.flat());
        if (namespace == null) {
            throw new IllegalArgumentException("no user namespace for " + map);
        }
        plan.call(
                mount.intent() + ": map its owners (the file system must support id-mapped mounts, "
                        + "and may not be id-mapped already)",
                new MountCall.IdmapMount(copy, map.recursive(), namespace));
    }

    /** The root file system, a descriptor of the process that ran the plan. */
    public Optional<Fd.Number> root(Outcome outcome) {
        return openRoot.map(slot -> (Fd.Number) outcome.fd(slot));
    }

    /**
     * The copies by the index of their mount, descriptors of the process that ran the plan; an {@link
     * InvalidInputException} when a source is missing.
     */
    public Map<Integer, Fd.Number> copies(Outcome outcome) {
        Map<Integer, Fd.Number> opened = new HashMap<>();
        copies.forEach((mount, slot) -> {
            if (outcome.failure(slot).isPresent()) {
                throw mount.missingSource(outcome.failure(slot).get());
            }
            opened.put(mount.index(), (Fd.Number) outcome.fd(slot));
        });
        return opened;
    }
}
