package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.criu.ExternalMount;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Openat2;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds where mounts really are: criu knows them by paths without symbolic links. */
final class MountTargets {
    private static final Set<Errno> MISSING = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP);

    private final SyscallExecutor host;
    private final Fd root;
    private final String prefix;

    private MountTargets(SyscallExecutor host, Fd root, String prefix) {
        this.host = host;
        this.root = root;
        this.prefix = prefix;
    }

    /** The mounts below {@code root}, with their links followed in there. What is missing stays as it is written. */
    static List<ExternalMount> resolve(SyscallExecutor host, String root, List<ExternalMount> mounts) {
        if (mounts.isEmpty()) {
            return mounts;
        }
        Fd folder =
                host.call("open " + root, new Openat(Fd.CWD, root, Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY), 0));
        try {
            String real = path(host, folder);
            var targets = new MountTargets(host, folder, real.equals("/") ? "" : real);
            List<ExternalMount> resolved = new ArrayList<>();
            for (ExternalMount mount : mounts) {
                resolved.add(new ExternalMount(targets.resolve(mount.target()), mount.source()));
            }
            return resolved;
        } finally {
            host.call("close " + root, new Close(folder));
        }
    }

    private static String path(SyscallExecutor host, Fd fd) {
        return host.call("find out a path", new Readlinkat(Fd.CWD, "/proc/self/fd/" + fd));
    }

    private String resolve(String target) {
        var plan = new Plan();
        String name = target.startsWith("/") ? "." + target : target;
        var open = new Openat2(
                root,
                name,
                Set.of(OpenFlag.O_PATH),
                0,
                Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS));
        Slot opened = plan.call("look for the mount " + target, open);
        try {
            Fd fd = host.run(plan).fd(opened);
            String path = path(host, fd);
            host.call("close the mount " + target, new Close(fd));
            return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
        } catch (SyscallException failure) {
            if (MISSING.contains(failure.errno())) {
                return target;
            }
            throw failure;
        }
    }
}
