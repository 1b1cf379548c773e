package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.syscall.BpfCall.AttachCgroupDevice;
import dev.jrun.runtime.syscall.BpfCall.LoadCgroupDevice;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Syscall.Done;
import java.util.Set;

/**
 * A BPF program that decides what the processes of a cgroup may do with devices.
 *
 * @param directory of the cgroup
 * @param program its instructions, as the kernel takes them
 * @param optional whether to do without where the caller may not load it: without privileges there is no mknod either
 */
public record DeviceFilter(String directory, byte[] program, boolean optional) {
    private static final Set<OpenFlag> DIRECTORY = Set.of(OpenFlag.O_DIRECTORY);

    Round<Done> install() {
        Plan plan = new Plan();
        Slot loaded = plan.attempt(
                Limits.POINTER + "/devices: load a device program of " + program.length / 8 + " instructions",
                new LoadCgroupDevice(program),
                optional ? Set.of(Errno.EPERM, Errno.EACCES) : Set.<Errno>of());
        return Round.next(
                plan,
                outcome -> outcome.failure(loaded).isPresent() ? new Finished<>(Done.DONE) : open(outcome.fd(loaded)));
    }

    private Round<Done> open(Fd program) {
        Plan plan = new Plan();
        Slot opened = plan.call("open cgroup " + directory, new Openat(Fd.CWD, directory, DIRECTORY, 0));
        return Round.next(plan, outcome -> attach(outcome, opened, program));
    }

    /** The descriptors go into a struct, so they have to be known numbers. */
    private Round<Done> attach(Outcome outcome, Slot opened, Fd program) {
        Fd cgroup = outcome.fd(opened);
        Plan plan = new Plan();
        plan.attempt(
                Limits.POINTER + "/devices: attach the device program to cgroup " + directory,
                new AttachCgroupDevice(number(cgroup), number(program)),
                optional ? Set.of(Errno.EPERM, Errno.EACCES) : Set.<Errno>of());
        plan.call("close the cgroup", new Close(cgroup));
        plan.call("close the device program", new Close(program));
        return CgroupTree.run(plan);
    }

    private static Fd.Number number(Fd fd) {
        if (fd instanceof Fd.Number number) {
            return number;
        }
        throw new IllegalStateException("not a descriptor of an outcome: " + fd);
    }
}
