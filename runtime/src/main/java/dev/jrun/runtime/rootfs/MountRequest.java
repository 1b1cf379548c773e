package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.spec.Mount;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One mount of the config, its options parsed.
 *
 * @param index its place in the config's list
 * @param source what the config says, a bind's source made absolute; empty when absent
 * @param intent {@code mount /data (bind of /srv/x)}
 */
record MountRequest(
        int index, Kind kind, ContainerPath target, String type, String source, MountOptions options, String intent) {
    /** File systems whose files SELinux labels by itself; it refuses a label for all of them. */
    private static final Set<String> UNLABELLED = Set.of("proc", "sysfs", "mqueue");

    /** How a mount is made. */
    enum Kind {
        BIND,
        REMOUNT,
        FRESH,
        CGROUP
    }

    private MountRequest(int index, Kind kind, ContainerPath target, String type, String source, MountOptions options) {
        this(index, kind, target, type, source, options, "mount " + target + " (" + what(kind, type, source) + ")");
    }

    private static String what(Kind kind, String type, String source) {
        return switch (kind) {
            case BIND -> "bind of " + source;
            case REMOUNT -> "remount";
            case FRESH, CGROUP -> type;
        };
    }

    static MountRequest parse(int index, Mount mount, Path bundle) {
        String pointer = "/mounts/" + index;
        MountOptions options = MountOptions.parse(mount, pointer);
        Kind kind = kind(mount, options);
        if (kind == Kind.FRESH && mount.type().orElse("").isEmpty()) {
            throw new InvalidInputException(pointer + "/type: a mount that is not a bind needs a type");
        }
        if (options.copyUp() && (kind != Kind.FRESH || !mount.type().equals(Optional.of("tmpfs")))) {
            throw new InvalidInputException(pointer + "/options: tmpcopyup is for a new tmpfs only; remove it");
        }
        if (kind == Kind.BIND && mount.source().orElse("").isEmpty()) {
            throw new InvalidInputException(pointer + "/source: a bind mount needs a source");
        }
        Optional<String> source = kind == Kind.BIND
                ? mount.source().map(path -> bundle.resolve(path).toString())
                : mount.source();
        return new MountRequest(
                index,
                kind,
                ContainerPath.of(mount.destination()),
                mount.type().orElse(""),
                source.orElse(""),
                options);
    }

    /** With {@code label} for its files, where it is a new file system that has none of its own; "" is no label. */
    MountRequest labelled(String label) {
        if (label.isEmpty() || kind != Kind.FRESH || UNLABELLED.contains(type)) {
            return this;
        }
        var option = new FilesystemOption("context", Optional.of(label), "/linux/mountLabel");
        return new MountRequest(index, kind, target, type, source, options.with(option));
    }

    private static Kind kind(Mount mount, MountOptions options) {
        if (options.remount()) {
            return Kind.REMOUNT;
        }
        if (options.bind()) {
            return Kind.BIND;
        }
        return mount.type().equals(Optional.of("cgroup")) || mount.type().equals(Optional.of("cgroup2"))
                ? Kind.CGROUP
                : Kind.FRESH;
    }

    /** This mount where its target is found, if not where the config's text says. */
    MountRequest at(Map<Integer, ContainerPath> targets) {
        ContainerPath found = targets.getOrDefault(index, target);
        return found.equals(target) ? this : new MountRequest(index, kind, found, type, source, options);
    }

    /** Whether the target must be a real directory: who redirects /proc or /sys fools all who trust what is in it. */
    boolean needsRealDirectory() {
        String path = target.toString();
        return type.equals("proc") || type.equals("sysfs") || path.equals("/proc") || path.equals("/sys");
    }

    /** Whether others have to write in it before it becomes read-only. */
    boolean readOnlyLast() {
        boolean madeIn = type.equals("tmpfs") || target.toString().equals("/dev");
        return kind == Kind.FRESH && options.readOnly() && madeIn;
    }

    /** Copies the mount of a bind's source, not attached anywhere. */
    MountCall.OpenTree openSource() {
        return new MountCall.OpenTree(Fd.CWD, source, true, options.recursiveBind());
    }

    InvalidInputException missingSource(Errno why) {
        return new InvalidInputException(intent() + ": " + why.message() + " on the host: " + source);
    }
}
