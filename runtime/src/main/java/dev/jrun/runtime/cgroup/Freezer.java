package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Syscall.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Stops and continues the processes of a cgroup and of those below it, and waits until that has happened.
 *
 * @param directory the cgroup
 * @param control its file that is told what to do
 * @param stop what it is told to stop them
 * @param release what it is told to let them go on
 * @param state its file that says whether all of them are stopped
 * @param frozen the line that says so
 */
public record Freezer(String directory, String control, String stop, String release, String state, String frozen) {
    private static final int STATE_SIZE = 4096;
    private static final int POLLS = 1000;
    private static final int QUICK_POLLS = 50;
    private static final int POLLS_UNTIL_THAW = 25;
    private static final Duration QUICK_POLL = Duration.ofMillis(1);
    private static final Duration POLL = Duration.ofMillis(10);

    /** Where processes wait that are stopped, by the freezer or otherwise. */
    private static final Set<String> STOPPED_AT =
            Set.of("__refrigerator", "do_freezer_trap", "do_signal_stop", "ptrace_stop");

    /** Stops the processes. Where one can't be stopped all go on again, and the failure names it. */
    public Round<Done> freeze() {
        return freeze(0);
    }

    private Round<Done> freeze(int polls) {
        Plan plan = new Plan();
        // Processes that frozen ones wait for, or that were born meanwhile, need another chance at times.
        if (polls % POLLS_UNTIL_THAW == POLLS_UNTIL_THAW - 1) {
            write(plan, release);
        }
        write(plan, stop);
        var reading = new FileReading(plan, directory + "/" + state, STATE_SIZE, 1);
        return Round.next(plan, outcome -> {
            if (isFrozen(reading, outcome)) {
                return new Finished<>(Done.DONE);
            }
            return polls == POLLS ? giveUp() : freeze(polls + 1).after(delay(polls));
        });
    }

    /** Lets the processes go on. */
    public Round<Done> thaw() {
        Plan plan = new Plan();
        write(plan, release);
        return Round.next(plan, outcome -> awaitThaw(0));
    }

    /** Lets the processes go on, also where the container has stopped a part of them itself. Waits for nothing. */
    public Round<Done> thawAll() {
        return CgroupTree.directories(directory).then(directories -> {
            Plan plan = new Plan();
            directories.forEach(one -> CgroupEntry.write(plan, one, control, release));
            return CgroupTree.run(plan);
        });
    }

    /** Stops what can be stopped at once, if the cgroup is there. */
    public Round<Done> tryFreeze() {
        Plan plan = new Plan();
        CgroupEntry.write(plan, directory, control, stop);
        return CgroupTree.run(plan);
    }

    private Round<Done> awaitThaw(int polls) {
        Plan plan = new Plan();
        var reading = new FileReading(plan, directory + "/" + state, STATE_SIZE, 1);
        return Round.next(plan, outcome -> {
            if (!isFrozen(reading, outcome)) {
                return new Finished<>(Done.DONE);
            }
            if (polls == POLLS) {
                throw new ContainerStateException(
                        "cgroup " + directory + " is still frozen: one above it is frozen too, thaw that one");
            }
            return awaitThaw(polls + 1).after(delay(polls));
        });
    }

    private static Duration delay(int polls) {
        return polls < QUICK_POLLS ? QUICK_POLL : POLL;
    }

    private void write(Plan plan, String value) {
        String path = directory + "/" + control;
        String intent = "write " + value + " to " + path;
        Slot file = plan.call(intent, new Openat(Fd.CWD, path, Set.of(OpenFlag.O_WRONLY), 0));
        plan.call(intent, Write.text(file, value));
        plan.call(intent, new Close(file));
    }

    private boolean isFrozen(FileReading reading, Outcome outcome) {
        return List.of(reading.text(outcome).orElse("").split("\n")).contains(frozen);
    }

    private Round<Done> giveUp() {
        return CgroupTree.processes(directory).then(this::inspect);
    }

    /** Looks where each process is before all are let go on. */
    private Round<Done> inspect(List<Long> pids) {
        Plan plan = new Plan();
        List<FileReading> names = new ArrayList<>();
        List<FileReading> places = new ArrayList<>();
        for (long pid : pids) {
            names.add(new FileReading(plan, "/proc/" + pid + "/comm", STATE_SIZE, 1));
            places.add(new FileReading(plan, "/proc/" + pid + "/wchan", STATE_SIZE, 1));
        }
        write(plan, release);
        return Round.next(plan, outcome -> {
            List<String> hindering = new ArrayList<>();
            for (int i = 0; i < pids.size(); i++) {
                String place = places.get(i).text(outcome).orElse("").strip();
                if (!STOPPED_AT.contains(place)) {
                    String name = names.get(i).text(outcome).orElse("").strip();
                    hindering.add(pids.get(i) + " (" + name + (place.isEmpty() ? "" : ", in " + place) + ")");
                }
            }
            throw new ContainerStateException("cgroup " + directory
                    + " can't be frozen, all of it runs on: process(es) " + String.join(", ", hindering)
                    + " did not stop in 10 seconds; try again when they have ended");
        });
    }
}
