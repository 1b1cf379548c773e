package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.EnumSet;
import java.util.Set;

/**
 * Opens what lies below the root's descriptor and makes what is missing. The only place that hands a path in the root
 * file system to the kernel: always to openat2, or as a single name below a descriptor.
 */
final class RootTree {
    private static final int NEW_DIRECTORY = 0755;
    private static final int NEW_FILE = 0755;
    private static final Set<ResolveFlag> IN_ROOT =
            Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS);
    private static final Set<ResolveFlag> NO_LINKS =
            Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS, ResolveFlag.RESOLVE_NO_SYMLINKS);
    private static final String NO_LINK = ", which must be a real directory and not a symbolic link";
    private static final Set<OpenFlag> PATH = Set.of(OpenFlag.O_PATH);
    private static final Set<OpenFlag> DIRECTORY = EnumSet.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);

    private final Plan plan;
    private final Fd root;

    RootTree(Plan plan, Fd root) {
        this.plan = plan;
        this.root = root;
    }

    /** Opens a directory, made with its parents where missing. Links in its path are followed inside the root. */
    Slot directory(String intent, ContainerPath path) {
        return directory(intent, path, IN_ROOT);
    }

    /** Opens a directory whose path has no symbolic link, made where missing. */
    Slot realDirectory(String intent, ContainerPath path) {
        return directory(intent + ": open " + path + NO_LINK, path, NO_LINKS);
    }

    private Slot directory(String intent, ContainerPath path, Set<ResolveFlag> resolve) {
        return plan.callOrElse(
                intent,
                open(path, DIRECTORY, resolve),
                Set.of(Errno.ENOENT),
                () -> makeDirectory(intent, path, resolve));
    }

    /** Opens what is there, or an empty file that is made, with its parents, where nothing is. */
    Slot file(String intent, ContainerPath path) {
        return plan.callOrElse(intent, open(path, PATH, IN_ROOT), Set.of(Errno.ENOENT), () -> makeFile(intent, path));
    }

    /** Opens what is there and must be. */
    Slot existing(String intent, ContainerPath path) {
        return plan.call(intent, open(path, PATH, IN_ROOT));
    }

    FileCall.Openat2 open(ContainerPath path) {
        return open(path, PATH, IN_ROOT);
    }

    /** Fails with ELOOP, and not with ENOENT, where a link stands before the first name that is missing. */
    FileCall.Openat2 openWithoutLinks(ContainerPath path) {
        return open(path, PATH, NO_LINKS);
    }

    FileCall.Openat2 openDirectory(ContainerPath path) {
        return open(path, DIRECTORY, IN_ROOT);
    }

    /** A name right below {@code directory}, which must not be a link. */
    static FileCall.Openat2 below(Fd directory, String name) {
        return new FileCall.Openat2(
                directory, name, PATH, 0, Set.of(ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS));
    }

    private FileCall.Openat2 open(ContainerPath path, Set<OpenFlag> flags, Set<ResolveFlag> resolve) {
        return new FileCall.Openat2(root, path.relative(), flags, 0, resolve);
    }

    private void makeDirectory(String intent, ContainerPath path, Set<ResolveFlag> resolve) {
        Fd parent = path.parent().isRoot() ? root : directory(intent, path.parent(), resolve);
        plan.attempt(
                intent + ": make the directory " + path,
                new FileCall.Mkdirat(parent, path.name(), NEW_DIRECTORY),
                Set.of(Errno.EEXIST));
        close(intent, parent);
        plan.call(openIntent(intent, path), open(path, DIRECTORY, resolve));
    }

    private void makeFile(String intent, ContainerPath path) {
        Fd directory = path.parent().isRoot() ? root : directory(intent, path.parent());
        plan.attempt(
                intent + ": make the file " + path,
                new FileCall.Mknodat(directory, path.name(), FileCall.Mknodat.S_IFREG, NEW_FILE, 0, 0),
                Set.of(Errno.EEXIST));
        close(intent, directory);
        plan.call(openIntent(intent, path), open(path, PATH, IN_ROOT));
    }

    private static String openIntent(String intent, ContainerPath path) {
        if (intent.endsWith(NO_LINK)) {
            return intent;
        }
        return intent + ": open " + path + " (a symbolic link there must lead to something in the rootfs)";
    }

    private void close(String intent, Fd fd) {
        if (!fd.equals(root)) {
            plan.call(intent, new FileCall.Close(fd));
        }
    }
}
