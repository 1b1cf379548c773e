package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.syscall.BpfCall.AttachCgroupDevice;
import dev.jrun.runtime.syscall.BpfCall.LoadCgroupDevice;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.Optional;
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

    /**
     * Descriptors of a program that the kernel has taken, in the process that attaches it. bpf(2) finds them in memory,
     * where no result of an earlier step can go: so their numbers are known.
     *
     * @param program to attach
     * @param spare to be taken for the cgroup
     */
    public record Loaded(Fd.Number program, Fd.Number spare) {}

    /** Has the kernel take the program; empty where the caller may not, and does without. */
    public Round<Optional<Fd.Number>> load() {
        Plan plan = new Plan();
        Slot loaded = plan.attempt(
                Limits.POINTER + "/devices: load a device program of " + program.length / 8 + " instructions",
                new LoadCgroupDevice(program),
                optional ? Set.of(Errno.EPERM, Errno.EACCES) : Set.<Errno>of());
        return Round.next(
                plan,
                outcome -> new Finished<>(
                        outcome.failure(loaded).isPresent()
                                ? Optional.empty()
                                : Optional.of((Fd.Number) outcome.fd(loaded))));
    }

    /** Attaches the program to the cgroup, if the caller does not do without, and closes the descriptors. */
    void attach(Plan plan, Optional<Loaded> loaded) {
        if (loaded.isPresent()) {
            attach(plan, loaded.get());
        } else if (!optional) {
            throw new IllegalStateException("the device program of cgroup " + directory + " was not loaded");
        }
    }

    private void attach(Plan plan, Loaded loaded) {
        String intent = Limits.POINTER + "/devices: attach the device program to cgroup " + directory;
        Slot cgroup = plan.call("open cgroup " + directory, new Openat(Fd.CWD, directory, DIRECTORY, 0));
        plan.call(intent, new Dup3(cgroup, loaded.spare().value(), true));
        plan.attempt(
                intent,
                new AttachCgroupDevice(loaded.spare(), loaded.program()),
                optional ? Set.of(Errno.EPERM, Errno.EACCES) : Set.<Errno>of());
        plan.call("close the cgroup", new Close(cgroup));
        plan.call("close the cgroup", new Close(loaded.spare()));
        plan.call("close the device program", new Close(loaded.program()));
    }
}
