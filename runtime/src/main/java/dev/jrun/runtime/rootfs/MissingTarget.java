package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a target lies that isn't there: its links are read one by one, inside of the root, as the kernel would follow
 * them if something was at their end. What is made there later is again resolved by the kernel.
 */
final class MissingTarget {
    private static final int LINKS_MAX = 40;
    private static final Set<Errno> NO_LINK = Set.of(Errno.EINVAL, Errno.ENOENT, Errno.ENOTDIR);

    private final SyscallExecutor init;
    private final FileCall.Openat root;
    private final MountRequest mount;

    MissingTarget(SyscallExecutor init, FileCall.Openat root, MountRequest mount) {
        this.init = init;
        this.root = root;
        this.mount = mount;
    }

    /** Those of the mounts with a link in their way. Most targets are just not there yet, which one plan tells of all. */
    static List<MountRequest> behindLinks(SyscallExecutor init, FileCall.Openat root, List<MountRequest> mounts) {
        if (mounts.isEmpty()) {
            return mounts;
        }
        var plan = new Plan();
        Slot top = plan.call("open the rootfs", root);
        List<Slot> opened = new ArrayList<>();
        for (MountRequest mount : mounts) {
            opened.add(openWithoutLinks(plan, top, mount));
        }
        plan.call("close the rootfs", new FileCall.Close(top));
        Outcome outcome = init.run(plan);
        List<MountRequest> behind = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            if (!outcome.failure(opened.get(i)).equals(Optional.of(Errno.ENOENT))) {
                behind.add(mounts.get(i));
            }
        }
        return behind;
    }

    private static Slot openWithoutLinks(Plan plan, Fd top, MountRequest mount) {
        FileCall.Openat2 open = new RootTree(plan, top).openWithoutLinks(mount.target());
        return plan.callThen(mount.intent(), open, Probe.UNKNOWN, () -> {
            var target = new Slot(plan.steps().size() - 1);
            plan.call(mount.intent(), new FileCall.Close(target));
        });
    }

    ContainerPath resolve() {
        Deque<String> rest = new ArrayDeque<>(mount.target().names());
        List<String> done = new ArrayList<>();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            Optional<String> link = isPlain(name) ? read(ContainerPath.of(done), name) : Optional.empty();
            if (link.isPresent()) {
                links++;
                follow(link.get(), done, rest);
            } else {
                step(name, done);
            }
            if (links > LINKS_MAX) {
                throw new InvalidInputException(mount.intent() + ": too many levels of symbolic links");
            }
        }
        return ContainerPath.of(done);
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }

    private static void step(String name, List<String> done) {
        if (isPlain(name)) {
            done.add(name);
        } else if (name.equals("..") && !done.isEmpty()) {
            done.removeLast();
        }
    }

    private static void follow(String link, List<String> done, Deque<String> rest) {
        if (link.startsWith("/")) {
            done.clear();
        }
        for (String name : List.of(link.split("/")).reversed()) {
            rest.addFirst(name);
        }
    }

    private Optional<String> read(ContainerPath folder, String name) {
        String intent = mount.intent() + ": read the link " + folder.child(name);
        var plan = new Plan();
        Slot top = plan.call(intent, root);
        var link = new FileCall.Readlinkat(new Slot(1), name);
        var open = new FileCall.Openat2(
                top,
                folder.relative(),
                Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY),
                0,
                Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS));
        List<Slot> text = new ArrayList<>();
        Slot directory = plan.callThen(intent, open, NO_LINK, () -> {
            text.add(plan.attempt(intent, link, NO_LINK));
            plan.call(intent, new FileCall.Close(link.dir()));
        });
        plan.call(intent, new FileCall.Close((Fd) top));
        Outcome outcome = init.run(plan);
        Slot answer = text.getFirst();
        boolean read =
                outcome.failure(directory).isEmpty() && outcome.failure(answer).isEmpty();
        return read ? Optional.of(link.lift(new Reply(outcome.value(answer), outcome.outs(answer)))) : Optional.empty();
    }
}
