package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.ResolveFlag;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/** Resolves paths as path_resolution(7) and openat2(2) say. */
final class FakePaths {
    private static final int LINK_LIMIT = 40;
    private static final int NAME_MAX = 255;

    private final FakeMountTable mounts;
    FakePath root;
    FakePath cwd;

    FakePaths(FakeMountTable mounts) {
        this.mounts = mounts;
        this.root = mounts.first().rootPath();
        this.cwd = root;
    }

    /** Where a new entry goes: an existing directory, and a name in it. */
    record Entry(FakePath directory, String name) {
        Optional<FakeNode> node() {
            return directory.node().child(name);
        }
    }

    /** The file at {@code path}; fails with the errno that the kernel has for it. */
    FakePath find(FakePath start, String path, boolean follow, Set<ResolveFlag> limits) {
        if (path.isEmpty()) {
            throw new KernelError(Errno.ENOENT);
        }
        return new Walk(start, path, follow, limits).run();
    }

    FakePath find(FakePath start, String path, boolean follow) {
        return find(start, path, follow, Set.of());
    }

    /** The directory and the name of a path whose last component need not exist. */
    Entry entry(FakePath start, String path, Set<ResolveFlag> limits) {
        String trimmed = path.replaceAll("/+$", "");
        int slash = trimmed.lastIndexOf('/');
        String name = trimmed.substring(slash + 1);
        if (path.isEmpty()) {
            throw new KernelError(Errno.ENOENT);
        }
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new KernelError(Errno.EEXIST);
        }
        if (name.length() > NAME_MAX) {
            throw new KernelError(Errno.ENAMETOOLONG);
        }
        String above = slash < 0 ? "." : trimmed.substring(0, slash + 1);
        FakePath directory = find(start, above, true, limits);
        if (!directory.node().isDirectory()) {
            throw new KernelError(Errno.ENOTDIR);
        }
        return new Entry(directory, name);
    }

    /** The path of a place as seen from the root of the process; nothing when it can't be reached from there. */
    Optional<String> name(FakePath place) {
        var text = new StringBuilder();
        FakePath at = place;
        while (!at.equals(root)) {
            if (at.isMountRoot()) {
                if (at.mount().attachedTo.isEmpty()) {
                    return Optional.empty();
                }
                at = at.mount().attachedTo.get();
                continue;
            }
            text.insert(0, "/" + at.node().name);
            if (at.node().parent.isEmpty()) {
                return Optional.empty();
            }
            at = new FakePath(at.mount(), at.node().parent.get());
        }
        return Optional.of(text.isEmpty() ? "/" : text.toString());
    }

    /** One resolution. */
    private final class Walk {
        private final Set<ResolveFlag> limits;
        private final FakePath top;
        private final boolean follow;
        private final boolean directory;
        private final Deque<String> left = new ArrayDeque<>();
        private FakePath at;
        private int links;

        Walk(FakePath start, String path, boolean follow, Set<ResolveFlag> limits) {
            this.limits = limits;
            this.follow = follow;
            this.directory = path.endsWith("/");
            this.top = limits.contains(ResolveFlag.RESOLVE_IN_ROOT) || limits.contains(ResolveFlag.RESOLVE_BENEATH)
                    ? start
                    : root;
            this.at = start;
            push(path);
        }

        private void push(String path) {
            if (path.startsWith("/")) {
                refuse(ResolveFlag.RESOLVE_BENEATH, Errno.EXDEV);
                move(top);
            }
            String[] names = path.split("/");
            Arrays.stream(names)
                    .filter(name -> !name.isEmpty())
                    .toList()
                    .reversed()
                    .forEach(left::push);
        }

        private void refuse(ResolveFlag limit, Errno errno) {
            if (limits.contains(limit)) {
                throw new KernelError(errno);
            }
        }

        private void move(FakePath to) {
            if (to.mount() != at.mount()) {
                refuse(ResolveFlag.RESOLVE_NO_XDEV, Errno.EXDEV);
            }
            at = to;
        }

        FakePath run() {
            while (!left.isEmpty()) {
                step(left.pop());
            }
            if (directory && !at.node().isDirectory()) {
                throw new KernelError(Errno.ENOTDIR);
            }
            return at;
        }

        private void step(String name) {
            if (!at.node().isDirectory()) {
                throw new KernelError(Errno.ENOTDIR);
            }
            switch (name) {
                case "." -> {}
                case ".." -> up();
                default -> down(name);
            }
        }

        private void up() {
            FakePath from = at;
            while (!from.equals(top)
                    && from.isMountRoot()
                    && from.mount().attachedTo.isPresent()) {
                from = from.mount().attachedTo.get();
            }
            if (from.equals(top)) {
                refuse(ResolveFlag.RESOLVE_BENEATH, Errno.EXDEV);
                return;
            }
            FakeNode above =
                    from.isMountRoot() ? from.node() : from.node().parent.orElse(from.node());
            move(mounts.topmost(new FakePath(from.mount(), above)));
        }

        private void down(String name) {
            if (name.length() > NAME_MAX) {
                throw new KernelError(Errno.ENAMETOOLONG);
            }
            FakeNode child = at.node().child(name).orElseThrow(() -> new KernelError(Errno.ENOENT));
            if (child.isLink() && (follow || directory || !left.isEmpty())) {
                follow(child);
                return;
            }
            move(mounts.topmost(new FakePath(at.mount(), child)));
        }

        private void follow(FakeNode link) {
            refuse(ResolveFlag.RESOLVE_NO_SYMLINKS, Errno.ELOOP);
            if (++links > LINK_LIMIT) {
                throw new KernelError(Errno.ELOOP);
            }
            if (link.magic.isPresent()) {
                refuse(ResolveFlag.RESOLVE_NO_MAGICLINKS, Errno.ELOOP);
                refuse(ResolveFlag.RESOLVE_IN_ROOT, Errno.EXDEV);
                refuse(ResolveFlag.RESOLVE_BENEATH, Errno.EXDEV);
                move(link.magic.get().get());
                return;
            }
            push(link.target);
        }
    }
}
