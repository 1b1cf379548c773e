package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.syscall.DescriptorCall;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.FileCall.DirectoryEntry;
import dev.jrun.runtime.syscall.FileStatus;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Copies the content of a directory into a new tmpfs that will cover it: files, directories, links, FIFOs and devices
 * with their modes and owners. What an owner that the user namespace doesn't map owns becomes its root's. Names are
 * looked up one by one below descriptors, without following a link.
 */
final class CopyUp {
    private static final int S_IFDIR = 0x4000;
    private static final int S_IFLNK = 0xa000;
    private static final int S_IFSOCK = 0xc000;
    private static final int PERMISSIONS = 07777;
    private static final int NAMES_AT_ONCE = 100;
    private static final int DIRECTORY_BUFFER = 32768;
    /** How much one sendfile(2) copies at most. */
    private static final long PIECE = 0x7ffff000L;

    private static final Set<Errno> NOT_MAPPED = Set.of(Errno.EINVAL, Errno.EPERM, Errno.EOVERFLOW);
    private static final Set<ResolveFlag> BELOW =
            Set.of(ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS, ResolveFlag.RESOLVE_NO_XDEV);

    private final SyscallExecutor executor;
    private final MountRequest mount;

    CopyUp(SyscallExecutor executor, MountRequest mount) {
        this.executor = executor;
        this.mount = mount;
    }

    private record Entry(String name, FileStatus status) {
        boolean is(int type) {
            return status.type() == type;
        }
    }

    /** Copies what is in {@code covered}, and its mode and owner where the mount's options say nothing of them. */
    void copy(Fd covered, Fd tmpfs) {
        String intent = intent(mount.target());
        Fd from = executor.call(intent, read(covered, "."));
        FileStatus status = executor.call(intent, Probe.status(from));
        copyEntries(from, tmpfs, mount.target());
        var plan = new Plan();
        boolean owned = mount.options().dataValue("uid").isPresent()
                || mount.options().dataValue("gid").isPresent();
        if (!owned) {
            plan.attempt(intent, chown(tmpfs, "", status, AtFlag.AT_EMPTY_PATH), NOT_MAPPED);
        }
        if (mount.options().dataValue("mode").isEmpty()) {
            plan.call(intent, new FileCall.Fchmodat(tmpfs, ".", status.mode() & PERMISSIONS));
        }
        plan.call(intent, new FileCall.Close(from));
        executor.run(plan);
    }

    private void copyEntries(Fd from, Fd to, ContainerPath path) {
        List<String> names = names(from, path);
        for (int at = 0; at < names.size(); at += NAMES_AT_ONCE) {
            List<Entry> entries = look(from, names.subList(at, Math.min(names.size(), at + NAMES_AT_ONCE)), path);
            copyLinks(entries.stream().filter(entry -> entry.is(S_IFLNK)).toList(), from, to, path);
            copyFiles(entries, from, to, path);
            for (Entry entry : entries) {
                if (entry.is(S_IFDIR)) {
                    copyDirectory(entry, from, to, path.child(entry.name()));
                }
            }
        }
    }

    private List<String> names(Fd directory, ContainerPath path) {
        List<String> names = new ArrayList<>();
        List<DirectoryEntry> some;
        boolean more = true;
        while (more) {
            var list = new FileCall.Getdents64(directory, DIRECTORY_BUFFER);
            var plan = new Plan();
            Slot slot = plan.call(intent(path), list);
            Outcome outcome = executor.run(plan);
            some = lift(list, slot, outcome);
            some.forEach(entry -> names.add(entry.name()));
            more = outcome.value(slot) > 0;
        }
        return names;
    }

    private List<Entry> look(Fd directory, List<String> names, ContainerPath path) {
        var plan = new Plan();
        List<Slot> slots = new ArrayList<>();
        for (String name : names) {
            slots.add(plan.call(intent(path.child(name)), status(directory, name)));
        }
        Outcome outcome = executor.run(plan);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            entries.add(new Entry(name, lift(status(directory, name), slots.get(i), outcome)));
        }
        return entries;
    }

    private void copyLinks(List<Entry> links, Fd from, Fd to, ContainerPath path) {
        if (links.isEmpty()) {
            return;
        }
        var reading = new Plan();
        List<Slot> slots = new ArrayList<>();
        for (Entry link : links) {
            slots.add(reading.call(intent(path.child(link.name())), new FileCall.Readlinkat(from, link.name())));
        }
        Outcome outcome = executor.run(reading);
        var making = new Plan();
        for (int i = 0; i < links.size(); i++) {
            Entry link = links.get(i);
            String intent = intent(path.child(link.name()));
            String target = lift(new FileCall.Readlinkat(from, link.name()), slots.get(i), outcome);
            making.call(intent, new FileCall.Symlinkat(target, to, link.name()));
            making.attempt(intent, chown(to, link.name(), link.status(), AtFlag.AT_SYMLINK_NOFOLLOW), NOT_MAPPED);
        }
        executor.run(making);
    }

    private void copyFiles(List<Entry> entries, Fd from, Fd to, ContainerPath path) {
        var plan = new Plan();
        for (Entry entry : entries) {
            String intent = intent(path.child(entry.name()));
            switch (entry.status().type()) {
                case S_IFDIR, S_IFLNK, S_IFSOCK -> {}
                case FileCall.Mknodat.S_IFREG -> {
                    copyContent(plan, intent, entry, from, to);
                    own(plan, intent, to, entry);
                }
                default -> {
                    FileStatus status = entry.status();
                    var make = new FileCall.Mknodat(
                            to, entry.name(), status.type(), 0, status.deviceMajor(), status.deviceMinor());
                    // In a user namespace only FIFOs can be made.
                    plan.callThen(intent, make, Set.of(Errno.EPERM), () -> own(plan, intent, to, entry));
                }
            }
        }
        if (!plan.isEmpty()) {
            executor.run(plan);
        }
    }

    private static void copyContent(Plan plan, String intent, Entry entry, Fd from, Fd to) {
        // A FIFO put in the file's place would block the open.
        Slot source =
                plan.call(intent, new FileCall.Openat2(from, entry.name(), Set.of(OpenFlag.O_NONBLOCK), 0, BELOW));
        Slot target = plan.call(
                intent,
                new FileCall.Openat2(
                        to, entry.name(), Set.of(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_EXCL), 0600, BELOW));
        // One more than there are pieces: where a tmpfs is full, the first is cut short and the next says so.
        for (long at = 0; at <= entry.status().size(); at += PIECE) {
            plan.call(intent, new DescriptorCall.Sendfile(target, source, PIECE));
        }
        plan.call(intent, new DescriptorCall.Sendfile(target, source, PIECE));
        plan.call(intent, new FileCall.Close(source));
        plan.call(intent, new FileCall.Close(target));
    }

    private void copyDirectory(Entry entry, Fd from, Fd to, ContainerPath path) {
        String intent = intent(path);
        var making = new Plan();
        making.call(intent, new FileCall.Mkdirat(to, entry.name(), 0700));
        Slot source = making.call(intent, read(from, entry.name()));
        Slot target = making.call(intent, read(to, entry.name()));
        Outcome made = executor.run(making);
        copyEntries(made.fd(source), made.fd(target), path);
        var ending = new Plan();
        own(ending, intent, to, entry);
        ending.call(intent, new FileCall.Close(made.fd(source)));
        ending.call(intent, new FileCall.Close(made.fd(target)));
        executor.run(ending);
    }

    /** The owner first: a change of it takes the set-user-id bit away. */
    private static void own(Plan plan, String intent, Fd directory, Entry entry) {
        plan.attempt(intent, chown(directory, entry.name(), entry.status(), AtFlag.AT_SYMLINK_NOFOLLOW), NOT_MAPPED);
        plan.call(
                intent,
                new FileCall.Fchmodat(directory, entry.name(), entry.status().mode() & PERMISSIONS));
    }

    private static FileCall.Fchownat chown(Fd directory, String name, FileStatus status, AtFlag flag) {
        return new FileCall.Fchownat(directory, name, status.uid(), status.gid(), Set.of(flag));
    }

    private static FileCall.Statx status(Fd directory, String name) {
        return new FileCall.Statx(directory, name, Set.of(AtFlag.AT_SYMLINK_NOFOLLOW));
    }

    private static FileCall.Openat2 read(Fd directory, String name) {
        return new FileCall.Openat2(directory, name, Set.of(OpenFlag.O_DIRECTORY), 0, BELOW);
    }

    private static <R> R lift(Syscall<R> call, Slot slot, Outcome outcome) {
        return call.lift(new Reply(outcome.value(slot), outcome.outs(slot)));
    }

    private String intent(ContainerPath path) {
        return mount.intent() + ": copy " + path + " into it";
    }
}
