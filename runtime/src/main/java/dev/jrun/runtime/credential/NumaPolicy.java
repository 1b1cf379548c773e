package dev.jrun.runtime.credential;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SchedulingCall.SetMempolicy;
import dev.jrun.spec.Linux;
import dev.jrun.spec.MemoryPolicy;
import dev.jrun.spec.MemoryPolicyFlag;
import dev.jrun.spec.MemoryPolicyMode;
import java.util.BitSet;

/** {@code linux.memoryPolicy}. Set by the process itself, in its cgroup; it stays over execve(2). */
public final class NumaPolicy {
    private static final String POINTER = "/linux/memoryPolicy";

    private NumaPolicy() {}

    /**
     * Sets the policy that {@code linux} names.
     *
     * @throws InvalidInputException where the mode is missing or the nodes are no list
     */
    public static Plan plan(Linux linux) {
        Plan plan = new Plan();
        linux.memoryPolicy().ifPresent(policy -> add(plan, policy));
        return plan;
    }

    private static void add(Plan plan, MemoryPolicy policy) {
        MemoryPolicyMode mode = policy.mode()
                .orElseThrow(
                        () -> new InvalidInputException(POINTER + "/mode: missing, expected a mode such as MPOL_BIND"));
        int bits = number(mode);
        for (MemoryPolicyFlag flag : policy.flags()) {
            bits |= bit(flag);
        }
        BitSet nodes = policy.nodes()
                .filter(text -> !text.isEmpty())
                .map(text -> NumberList.parse(text, POINTER + "/nodes"))
                .orElse(new BitSet());
        plan.call(POINTER + ": set " + mode + " on nodes " + nodes, new SetMempolicy(bits, nodes));
    }

    private static int number(MemoryPolicyMode mode) {
        return switch (mode) {
            case MPOL_DEFAULT -> 0;
            case MPOL_PREFERRED -> 1;
            case MPOL_BIND -> 2;
            case MPOL_INTERLEAVE -> 3;
            case MPOL_LOCAL -> 4;
            case MPOL_PREFERRED_MANY -> 5;
            case MPOL_WEIGHTED_INTERLEAVE -> 6;
        };
    }

    private static int bit(MemoryPolicyFlag flag) {
        return switch (flag) {
            case MPOL_F_STATIC_NODES -> 1 << 15;
            case MPOL_F_RELATIVE_NODES -> 1 << 14;
            case MPOL_F_NUMA_BALANCING -> 1 << 13;
        };
    }
}
