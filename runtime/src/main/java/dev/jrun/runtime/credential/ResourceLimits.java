package dev.jrun.runtime.credential;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.CredentialCall.Prlimit64;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.spec.Rlimit;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code process.rlimits}. Set by the main stub on init, so that the caller's privileges count for hard limits. */
public final class ResourceLimits {
    private static final BigInteger INFINITY = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private ResourceLimits() {}

    /**
     * Sets the limits of the process {@code pid}, as the main stub numbers it.
     *
     * @throws InvalidInputException for a limit that is unknown, said twice, or soft above hard
     */
    public static Plan plan(List<Rlimit> rlimits, long pid) {
        Plan plan = new Plan();
        Set<ResourceLimit> seen = EnumSet.noneOf(ResourceLimit.class);
        for (int i = 0; i < rlimits.size(); i++) {
            Rlimit rlimit = rlimits.get(i);
            ResourceLimit limit = check(rlimit, "/process/rlimits/" + i, seen);
            plan.call(
                    "set " + limit + " to soft " + text(rlimit.soft()) + ", hard " + text(rlimit.hard()),
                    new Prlimit64(
                            pid,
                            limit.number(),
                            rlimit.soft().longValue(),
                            rlimit.hard().longValue()));
        }
        return plan;
    }

    private static ResourceLimit check(Rlimit rlimit, String pointer, Set<ResourceLimit> seen) {
        ResourceLimit limit = ResourceLimit.named(rlimit.type())
                .orElseThrow(() -> new InvalidInputException(
                        pointer + "/type: unknown limit " + rlimit.type() + "; getrlimit(2) lists them"));
        if (!seen.add(limit)) {
            throw new InvalidInputException(pointer + "/type: " + limit + " is there twice; keep one of them");
        }
        if (rlimit.soft().compareTo(rlimit.hard()) > 0) {
            throw new InvalidInputException(pointer + "/soft: " + limit + " has a soft limit " + text(rlimit.soft())
                    + " above its hard limit " + text(rlimit.hard()));
        }
        return limit;
    }

    private static String text(BigInteger value) {
        return value.equals(INFINITY) ? "unlimited" : value.toString();
    }
}
