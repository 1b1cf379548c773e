package dev.jrun.runtime.credential;

import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SchedulingCall.SchedSetaffinity;
import dev.jrun.spec.ExecCpuAffinity;
import dev.jrun.spec.Process;
import java.util.BitSet;
import java.util.Optional;

/**
 * {@code process.execCPUAffinity}: the CPUs of a process that exec adds to a container. The specification keeps it from
 * the container's own process, for which it is only checked.
 *
 * @param before CPUs to run on until the process is in the container's cgroup
 * @param after CPUs to run on from then on
 */
public record CpuAffinity(Optional<BitSet> before, Optional<BitSet> after) {
    private static final String POINTER = "/process/execCPUAffinity";

    /**
     * What {@code process} asks for.
     *
     * @throws dev.jrun.runtime.failure.InvalidInputException with the JSON pointer of what is no list of CPUs
     */
    public static CpuAffinity of(Process process) {
        Optional<ExecCpuAffinity> affinity = process.execCpuAffinity();
        return new CpuAffinity(
                parse(affinity.flatMap(ExecCpuAffinity::initialCpus), "/initial"),
                parse(affinity.flatMap(ExecCpuAffinity::finalCpus), "/final"));
    }

    private static Optional<BitSet> parse(Optional<String> list, String member) {
        return list.filter(text -> !text.isEmpty()).map(text -> NumberList.parse(text, POINTER + member));
    }

    /** Adds a step for the time in which the process {@code pid} is not in the container's cgroup yet. */
    public void beforeCgroup(Plan plan, long pid) {
        add(plan, before, pid, "/initial");
    }

    /** Adds a step for the time from which on the process {@code pid} is in the container's cgroup. */
    public void afterCgroup(Plan plan, long pid) {
        add(plan, after, pid, "/final");
    }

    private static void add(Plan plan, Optional<BitSet> cpus, long pid, String member) {
        cpus.ifPresent(set -> plan.call(POINTER + member + ": run on CPUs " + set, new SchedSetaffinity(pid, set)));
    }
}
