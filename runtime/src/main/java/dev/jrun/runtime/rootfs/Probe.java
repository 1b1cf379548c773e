package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.FileStatus;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Questions to the host, to be asked where the bind mounts' sources are visible. Changes nothing. */
public final class Probe {
    private static final Set<Errno> MISSING = Set.of(Errno.ENOENT, Errno.ENOTDIR);
    private static final int PERMISSIONS = 07777;

    private final Plan plan = new Plan();
    private final Map<Integer, Fd.Number> openSources;
    private final Map<MountRequest, Slot> sources = new HashMap<>();
    private final Map<MountRequest, Slot> covered = new HashMap<>();

    Probe(String root, List<MountRequest> mounts, Map<Integer, Fd.Number> openSources) {
        this.openSources = Map.copyOf(openSources);
        mounts.stream().filter(mount -> mount.kind() == MountRequest.Kind.BIND).forEach(this::askForSource);
        List<MountRequest> unset =
                mounts.stream().filter(mount -> mayInheritMode(mount, mounts)).toList();
        if (!unset.isEmpty()) {
            Slot directory = plan.call("open the rootfs " + root, openDirectory(root));
            unset.forEach(mount -> askForMode(directory, mount));
            plan.call("close the rootfs " + root, new FileCall.Close(directory));
        }
    }

    static FileCall.Openat openDirectory(String path) {
        return new FileCall.Openat(Fd.CWD, path, Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY), 0);
    }

    /** A tmpfs without a mode of its own takes that of the directory below, unless an earlier mount hides it. */
    private static boolean mayInheritMode(MountRequest mount, List<MountRequest> mounts) {
        boolean hidden = mounts.stream()
                .anyMatch(
                        other -> other.index() < mount.index() && mount.target().startsWith(other.target()));
        return mount.kind() == MountRequest.Kind.FRESH
                && mount.type().equals("tmpfs")
                && mount.options().dataValue("mode").isEmpty()
                && !hidden;
    }

    private void askForSource(MountRequest mount) {
        Optional<Fd.Number> open = Optional.ofNullable(openSources.get(mount.index()));
        FileCall.Statx status =
                open.map(fd -> status(fd)).orElseGet(() -> new FileCall.Statx(Fd.CWD, mount.source(), Set.of()));
        sources.put(mount, plan.attempt(mount.intent(), status, MISSING));
    }

    private void askForMode(Fd root, MountRequest mount) {
        // A link that leads nowhere or in circles is the mount's to report.
        Set<Errno> unknown = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP);
        FileCall.Openat2 open = new RootTree(plan, root).open(mount.target());
        plan.callThen(mount.intent(), open, unknown, () -> {
            var directory = new Slot(plan.steps().size() - 1);
            covered.put(mount, plan.call(mount.intent(), status(directory)));
            plan.call(mount.intent(), new FileCall.Close(directory));
        });
    }

    static FileCall.Statx status(Fd fd) {
        return new FileCall.Statx(fd, "", Set.of(AtFlag.AT_EMPTY_PATH));
    }

    static Optional<FileStatus> status(Outcome outcome, Slot slot) {
        if (!outcome.ran(slot) || outcome.failure(slot).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(status(Fd.CWD).lift(new Reply(outcome.value(slot), outcome.outs(slot))));
    }

    /** The questions; may be empty, and need not be run then. */
    public Plan plan() {
        return plan;
    }

    /** What the answers say; an {@link InvalidInputException} when the source of a bind mount is missing. */
    public RootfsFacts facts(Outcome outcome) {
        Set<Integer> files = new HashSet<>();
        sources.forEach((mount, slot) -> {
            FileStatus status = status(outcome, slot)
                    .orElseThrow(() -> mount.missingSource(outcome.failure(slot).orElse(Errno.ENOENT)));
            if (!status.isDirectory()) {
                files.add(mount.index());
            }
        });
        Map<Integer, Integer> modes = new HashMap<>();
        covered.forEach((mount, slot) ->
                status(outcome, slot).ifPresent(status -> modes.put(mount.index(), status.mode() & PERMISSIONS)));
        return new RootfsFacts(openSources, files, modes);
    }
}
