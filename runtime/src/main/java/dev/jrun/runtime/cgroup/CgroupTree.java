package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.DirectoryEntry;
import dev.jrun.runtime.syscall.FileCall.Getdents64;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Unlinkat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Syscall.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Walks over a cgroup and the cgroups below it, which both versions show as directories. */
public final class CgroupTree {
    private static final int LISTING_SIZE = 16 * 1024;
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int POLLS = 1000;
    private static final int SIGKILL = 9;
    private static final Set<OpenFlag> DIRECTORY = Set.of(OpenFlag.O_DIRECTORY, OpenFlag.O_NOFOLLOW);

    private CgroupTree() {}

    /** The directory and all below it, each before those in it. Empty where it is missing. */
    public static Round<List<String>> directories(String top) {
        return walk(List.of(), List.of(top));
    }

    /** The names of the files in a directory. Empty where it is missing. */
    public static Round<List<String>> files(String directory) {
        return list(directory, 2).then(listing -> new Finished<>(listing.files()));
    }

    private static Round<List<String>> walk(List<String> seen, List<String> open) {
        if (open.isEmpty()) {
            return new Finished<>(seen);
        }
        String first = open.getFirst();
        return list(first, 2).then(listing -> {
            if (!listing.exists()) {
                return walk(seen, open.subList(1, open.size()));
            }
            return walk(append(seen, List.of(first)), append(open.subList(1, open.size()), listing.directories()));
        });
    }

    private static List<String> append(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private record Listing(boolean exists, List<String> directories, List<String> files) {}

    private static Round<Listing> list(String path, int reads) {
        Plan plan = new Plan();
        Slot directory = new Slot(0);
        var getdents = new Getdents64(directory, LISTING_SIZE);
        List<Slot> slots = new ArrayList<>();
        String intent = "list cgroup " + path;
        Set<Errno> missing = Set.of(Errno.ENOENT, Errno.ENODEV);
        // As in FileReading: no branch on whether it opened.
        plan.attempt(intent, new Openat(Fd.CWD, path, DIRECTORY, 0), missing);
        for (int i = 0; i < reads; i++) {
            slots.add(plan.attempt(intent, getdents, Set.of(Errno.ENOENT, Errno.EBADF)));
        }
        plan.attempt(intent, new Close(directory), Set.of(Errno.EBADF));
        return Round.next(plan, outcome -> {
            Slot last = slots.getLast();
            boolean cut = outcome.ran(last) && outcome.value(last) > 0;
            return cut ? list(path, 2 * reads) : new Finished<>(listing(path, getdents, slots, outcome));
        });
    }

    private static Listing listing(String path, Getdents64 getdents, List<Slot> slots, Outcome outcome) {
        List<String> directories = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (Slot slot : slots) {
            if (!outcome.ran(slot) || outcome.failure(slot).isPresent()) {
                return new Listing(false, List.of(), List.of());
            }
            for (DirectoryEntry entry : getdents.lift(new Reply(outcome.value(slot), outcome.outs(slot)))) {
                if (entry.isDirectory()) {
                    directories.add(path + "/" + entry.name());
                } else {
                    files.add(entry.name());
                }
            }
        }
        return new Listing(true, directories, files);
    }

    /** The processes in {@code top} and below it. */
    public static Round<List<Long>> processes(String top) {
        return directories(top).then(directories -> {
            Round<List<Long>> all = new Finished<>(List.of());
            for (String directory : directories) {
                all = all.then(pids -> FileReading.whole(directory + "/cgroup.procs")
                        .then(text -> new Finished<>(union(pids, text.orElse("")))));
            }
            return all;
        });
    }

    private static List<Long> union(List<Long> pids, String text) {
        return Stream.concat(pids.stream(), pids(text).stream()).distinct().toList();
    }

    /** The numbers in a {@code cgroup.procs} file; 0 stands for a process that this pid namespace can't name. */
    public static List<Long> pids(String text) {
        return text.lines().map(Long::valueOf).filter(pid -> pid > 0).toList();
    }

    /**
     * Kills the processes of a manager round after round until none is left: while one is being killed another may fork.
     *
     * @param before what to do at the beginning of each round
     * @param after what to do at its end
     */
    public static Round<Done> killUntilEmpty(CgroupManager manager, Round<Done> before, Round<Done> after) {
        return killUntilEmpty(manager, before, after, POLLS);
    }

    private static Round<Done> killUntilEmpty(CgroupManager manager, Round<Done> before, Round<Done> after, int polls) {
        return manager.processes().then(pids -> {
            if (pids.isEmpty()) {
                return new Finished<>(Done.DONE);
            }
            if (polls == 0) {
                throw new ContainerStateException("processes " + pids + " do not end after SIGKILL;"
                        + " see /proc/PID/stack for what they wait for, and try again");
            }
            return before.then(done -> manager.signal(SIGKILL))
                    .then(done -> after)
                    .then(done ->
                            killUntilEmpty(manager, before, after, polls - 1).after(POLL));
        });
    }

    /** A plan whose outcome doesn't matter. */
    public static Round<Done> run(Plan plan) {
        return Round.blind(plan);
    }

    /** Removes the container's cgroups as {@link CgroupManager#remove} says. */
    public static Round<Done> remove(List<CgroupPlace> places, List<String> made) {
        List<String> own = new ArrayList<>(places.size());
        List<String> others = new ArrayList<>(0);
        for (CgroupPlace place : places) {
            (made.contains(place.directory()) ? own : others).add(place.directory());
        }
        List<String> parents = new ArrayList<>(made.reversed());
        parents.removeIf(directory -> own.contains(directory) || !isLevel(directory, places));
        // Most containers make no cgroups of their own: try to remove all in one round before looking what is inside.
        return rmdir(own)
                .then(busy -> removeTrees(append(busy, others), made))
                .then(done -> rmdir(parents))
                .then(shared -> new Finished<>(Done.DONE));
    }

    private static boolean isLevel(String directory, List<CgroupPlace> places) {
        return places.stream().anyMatch(place -> place.levels().contains(directory));
    }

    private static Round<Done> removeTrees(List<String> tops, List<String> made) {
        Round<Done> all = new Finished<>(Done.DONE);
        for (String top : tops) {
            all = all.then(done -> removeTree(top, made.contains(top), POLLS));
        }
        return all;
    }

    private static Round<Done> removeTree(String top, boolean withTop, int polls) {
        return directories(top)
                .then(found -> rmdir(found.reversed().stream()
                        .filter(directory -> withTop || !directory.equals(top))
                        .toList()))
                .then(busy -> {
                    if (busy.isEmpty()) {
                        return new Finished<>(Done.DONE);
                    }
                    if (polls == 0) {
                        throw new ContainerStateException("remove cgroup " + top
                                + ": device or resource busy; processes are still in it, kill them and try again");
                    }
                    return removeTree(top, withTop, polls - 1).after(POLL);
                });
    }

    /** Removes directories in their order, and gives those that are in use. */
    private static Round<List<String>> rmdir(List<String> directories) {
        if (directories.isEmpty()) {
            return new Finished<>(List.of());
        }
        Plan plan = new Plan();
        for (String directory : directories) {
            plan.attempt(
                    "remove cgroup " + directory,
                    new Unlinkat(Fd.CWD, directory, true),
                    Set.of(Errno.EBUSY, Errno.ENOTEMPTY, Errno.ENOENT));
        }
        return Round.next(plan, outcome -> new Finished<>(inUse(directories, outcome)));
    }

    private static List<String> inUse(List<String> directories, Outcome outcome) {
        List<String> inUse = new ArrayList<>();
        for (int i = 0; i < directories.size(); i++) {
            Optional<Errno> failure = outcome.failure(new Slot(i));
            if (failure.filter(errno -> !errno.equals(Errno.ENOENT)).isPresent()) {
                inUse.add(directories.get(i));
            }
        }
        return inUse;
    }
}
