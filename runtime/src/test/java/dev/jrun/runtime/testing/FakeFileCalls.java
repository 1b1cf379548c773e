package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.syscall.DescriptorCall;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers {@link FileCall}s. */
final class FakeFileCalls {
    /** Asks for the type of a namespace, ioctl_ns(2). */
    private static final long NS_GET_NSTYPE = 0xb703;

    private final FakeState state;
    private final SteppingExecutor.Slots slots;

    FakeFileCalls(FakeState state, SteppingExecutor.Slots slots) {
        this.state = state;
        this.slots = slots;
    }

    /** The answer, or nothing for a call that the model does not know. */
    Optional<Reply> answer(FileCall call) {
        return switch (call) {
            case FileCall.Openat open -> number(open(open.dir(), open.path(), open.flags(), open.mode(), Set.of()));
            case FileCall.Openat2 open ->
                number(open(open.dir(), open.path(), open.flags(), open.mode(), open.resolve()));
            case FileCall.Mkdirat make -> number(make(make));
            case FileCall.Mknodat make -> number(make(make));
            case FileCall.Symlinkat make -> number(make(make));
            case FileCall.Unlinkat unlink -> number(unlink(unlink));
            case FileCall.Renameat rename -> number(rename(rename));
            case FileCall.Readlinkat read -> Optional.of(readLink(read));
            case FileCall.Fchownat chown -> number(chown(chown));
            case FileCall.Fchmodat chmod -> number(chmod(chmod));
            case FileCall.Faccessat2 access -> number(access(access));
            case FileCall.Statx stat -> Optional.of(stat(stat));
            case FileCall.Chdir chdir -> number(enter(state.paths.find(state.paths.cwd, chdir.path(), true)));
            case FileCall.Fchdir chdir -> number(enter(start(chdir.dir())));
            case FileCall.Getcwd _ -> Optional.of(text(state.paths.name(state.paths.cwd)));
            case FileCall.Umask mask -> number(umask(mask.mask()));
            case FileCall.Getdents64 _, FileCall.Close _, FileCall.Read _, FileCall.Write _, FileCall.Fstatfs _ ->
                new FakeDescriptorCalls(state, slots).answer(call);
            case FileCall.Pread _ -> Optional.empty();
        };
    }

    /** The answer, or nothing for a call that the model does not know. */
    Optional<Reply> answer(DescriptorCall call) {
        return switch (call) {
            case DescriptorCall.CloseRange _,
                    DescriptorCall.Dup3 _,
                    DescriptorCall.Fcntl _,
                    DescriptorCall.Flock _,
                    DescriptorCall.MemfdCreate _,
                    DescriptorCall.Sendfile _ -> new FakeDescriptorCalls(state, slots).answer(call);
            case DescriptorCall.Ioctl ioctl ->
                ioctl.request() == NS_GET_NSTYPE ? Optional.of(namespaceType(ioctl)) : Optional.empty();
            case DescriptorCall.Ppoll _, DescriptorCall.Lseek _, DescriptorCall.Pipe2 _, DescriptorCall.Ftruncate _ ->
                Optional.empty();
        };
    }

    private Reply namespaceType(DescriptorCall.Ioctl ioctl) {
        CloneFlag type = start(ioctl.fd()).node().namespace.orElseThrow(() -> new KernelError(Errno.ENOTTY));
        return new Reply(type.bits(), List.of(ioctl.argument()));
    }

    private static Optional<Reply> number(long value) {
        return Optional.of(Reply.of(value));
    }

    private FakePath start(Fd fd) {
        return state.start(FakeDescriptors.number(fd, slots));
    }

    /** The file that an at-call means; the descriptor's own file when the path is empty and may be. */
    private FakePath at(Fd dir, String path, Set<AtFlag> flags) {
        if (path.isEmpty() && flags.contains(AtFlag.AT_EMPTY_PATH)) {
            return start(dir);
        }
        return state.paths.find(start(dir), path, !flags.contains(AtFlag.AT_SYMLINK_NOFOLLOW));
    }

    private long open(Fd dir, String path, Set<OpenFlag> flags, int mode, Set<ResolveFlag> limits) {
        boolean create = flags.contains(OpenFlag.O_CREAT);
        boolean exclusive = create && flags.contains(OpenFlag.O_EXCL);
        boolean follow = !exclusive && !flags.contains(OpenFlag.O_NOFOLLOW);
        FakePath found;
        try {
            found = state.paths.find(start(dir), path, follow, limits);
        } catch (KernelError missing) {
            if (!create || !missing.errno().equals(Errno.ENOENT)) {
                throw missing;
            }
            return opened(create(start(dir), path, mode, limits, follow), flags);
        }
        if (exclusive) {
            throw new KernelError(Errno.EEXIST);
        }
        return opened(found, flags);
    }

    private FakePath create(FakePath start, String path, int mode, Set<ResolveFlag> limits, boolean follow) {
        FakePaths.Entry entry = state.paths.entry(start, path, limits);
        if (entry.node().isPresent()) {
            // A link that leads nowhere: its target is created. Limits hold below the same start.
            String above = path.contains("/") ? path.substring(0, path.lastIndexOf('/') + 1) : "";
            String target = entry.node().get().target;
            return create(start, target.startsWith("/") ? target : above + target, mode, limits, follow);
        }
        FakeNode file = FakeNode.file("");
        file.mode = FakeNode.S_IFREG | (mode & ~state.process.umask);
        return new FakePath(entry.directory().mount(), add(entry, file));
    }

    private long opened(FakePath found, Set<OpenFlag> flags) {
        FakeNode node = found.node();
        if (flags.contains(OpenFlag.O_DIRECTORY) && !node.isDirectory()) {
            throw new KernelError(Errno.ENOTDIR);
        }
        var file = new FakeDescriptors.File(found, flags, new FakeDescriptors.Position());
        if (!flags.contains(OpenFlag.O_PATH)) {
            checkOpen(file);
        }
        return state.descriptors.open(file);
    }

    private static void checkOpen(FakeDescriptors.File file) {
        FakeNode node = file.path().node();
        if (node.isLink()) {
            throw new KernelError(Errno.ELOOP);
        }
        if (!file.isWritable()) {
            return;
        }
        if (node.isDirectory()) {
            throw new KernelError(Errno.EISDIR);
        }
        if (node.isRegular() && file.path().mount().isReadOnly()) {
            throw new KernelError(Errno.EROFS);
        }
        if (file.flags().contains(OpenFlag.O_TRUNC)) {
            node.content = new byte[0];
        }
    }

    /** Adds {@code node} under {@code entry}, which must be free, owned as the process creates files. */
    private FakeNode add(FakePaths.Entry entry, FakeNode node) {
        checkFree(entry);
        node.uid = state.process.fsuid;
        node.gid = state.process.fsgid;
        return entry.directory().node().add(entry.name(), node);
    }

    private static void checkFree(FakePaths.Entry entry) {
        if (entry.node().isPresent()) {
            throw new KernelError(Errno.EEXIST);
        }
        if (entry.directory().mount().isReadOnly()) {
            throw new KernelError(Errno.EROFS);
        }
    }

    private long make(FileCall.Mkdirat make) {
        FakePaths.Entry entry = state.paths.entry(start(make.dir()), make.path(), Set.of());
        checkFree(entry);
        FakeNode made = entry.directory().node().addDirectory(entry.name(), make.mode() & ~state.process.umask);
        made.uid = state.process.fsuid;
        made.gid = state.process.fsgid;
        return 0;
    }

    private long make(FileCall.Mknodat make) {
        FakeNode node = new FakeNode(make.type() | (make.mode() & ~state.process.umask));
        node.major = make.major();
        node.minor = make.minor();
        add(state.paths.entry(start(make.dir()), make.path(), Set.of()), node);
        return 0;
    }

    private long make(FileCall.Symlinkat make) {
        add(state.paths.entry(start(make.dir()), make.path(), Set.of()), FakeNode.link(make.target()));
        return 0;
    }

    private long unlink(FileCall.Unlinkat unlink) {
        FakePaths.Entry entry = state.paths.entry(start(unlink.dir()), unlink.path(), Set.of());
        FakeNode node = entry.node().orElseThrow(() -> new KernelError(Errno.ENOENT));
        if (node.isDirectory() != unlink.directory()) {
            throw new KernelError(unlink.directory() ? Errno.ENOTDIR : Errno.EISDIR);
        }
        var place = new FakePath(entry.directory().mount(), node);
        if (!state.mounts.topmost(place).equals(place)) {
            throw new KernelError(Errno.EBUSY);
        }
        if (!node.children.isEmpty() && !node.hasOnlyControlFiles()) {
            throw new KernelError(Errno.ENOTEMPTY);
        }
        entry.directory().node().children.remove(entry.name());
        return 0;
    }

    private long rename(FileCall.Renameat rename) {
        FakePaths.Entry from = state.paths.entry(start(rename.fromDir()), rename.from(), Set.of());
        FakePaths.Entry to = state.paths.entry(start(rename.toDir()), rename.to(), Set.of());
        FakeNode node = from.node().orElseThrow(() -> new KernelError(Errno.ENOENT));
        if (from.directory().mount() != to.directory().mount()) {
            throw new KernelError(Errno.EXDEV);
        }
        from.directory().node().children.remove(from.name());
        to.directory().node().add(to.name(), node);
        return 0;
    }

    private Reply readLink(FileCall.Readlinkat read) {
        FakePath found =
                read.path().isEmpty() ? start(read.dir()) : state.paths.find(start(read.dir()), read.path(), false);
        if (!found.node().isLink()) {
            throw new KernelError(Errno.EINVAL);
        }
        Optional<String> destination =
                found.node().magic.map(magic -> state.paths.name(magic.get()).orElse("(unreachable)"));
        byte[] text = destination.orElse(found.node().target).getBytes(StandardCharsets.UTF_8);
        return new Reply(text.length, List.of(Arrays.copyOf(text, 4096)));
    }

    private Reply text(Optional<String> name) {
        byte[] text = (name.orElse("(unreachable)/") + "\0").getBytes(StandardCharsets.UTF_8);
        return new Reply(text.length, List.of(Arrays.copyOf(text, 4096)));
    }

    private long chown(FileCall.Fchownat chown) {
        FakePath found = at(chown.dir(), chown.path(), chown.flags());
        checkWritable(found);
        found.node().uid = chown.uid() == -1 ? found.node().uid : chown.uid();
        found.node().gid = chown.gid() == -1 ? found.node().gid : chown.gid();
        return 0;
    }

    private long chmod(FileCall.Fchmodat chmod) {
        FakePath found = at(chmod.dir(), chmod.path(), Set.of());
        checkWritable(found);
        found.node().mode = found.node().type() | (chmod.mode() & 07777);
        return 0;
    }

    private static void checkWritable(FakePath found) {
        if (found.mount().isReadOnly()) {
            throw new KernelError(Errno.EROFS);
        }
    }

    /** Only whether anybody may execute it; the model has no other permissions. */
    private long access(FileCall.Faccessat2 access) {
        FakeNode node = at(access.dir(), access.path(), Set.of()).node();
        boolean execute = (access.mode() & FileCall.Faccessat2.X_OK) != 0;
        if (execute && (node.permissions() & 0111) == 0) {
            throw new KernelError(Errno.EACCES);
        }
        return 0;
    }

    private Reply stat(FileCall.Statx stat) {
        FakePath found = at(stat.dir(), stat.path(), stat.flags());
        FakeNode node = found.node();
        ByteBuffer fields = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
        fields.putInt(0, 0x7ff).putInt(20, node.uid).putInt(24, node.gid).putShort(28, (short) node.mode);
        boolean procRoot = found.mount().filesystem.type.equals("proc")
                && found.mount().filesystem.root.filter(node::equals).isPresent();
        fields.putLong(32, procRoot ? 1 : 2L + System.identityHashCode(node)).putLong(40, node.content.length);
        fields.putInt(128, (int) node.major).putInt(132, (int) node.minor);
        return new Reply(0, List.of(fields.array()));
    }

    private long enter(FakePath directory) {
        if (!directory.node().isDirectory()) {
            throw new KernelError(Errno.ENOTDIR);
        }
        state.paths.cwd = directory;
        return 0;
    }

    private long umask(int mask) {
        int before = state.process.umask;
        state.process.umask = mask & 0777;
        return before;
    }
}
