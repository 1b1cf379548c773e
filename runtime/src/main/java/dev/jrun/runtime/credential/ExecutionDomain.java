package dev.jrun.runtime.credential;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SchedulingCall;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Personality;
import dev.jrun.spec.PersonalityDomain;

/** {@code linux.personality}. Set by the process itself; it stays over execve(2). */
public final class ExecutionDomain {
    private ExecutionDomain() {}

    /**
     * Sets the domain that {@code linux} names.
     *
     * @throws InvalidInputException for flags, of which the specification has none
     */
    public static Plan plan(Linux linux) {
        Plan plan = new Plan();
        linux.personality().ifPresent(personality -> add(plan, personality));
        return plan;
    }

    private static void add(Plan plan, Personality personality) {
        if (!personality.flags().isEmpty()) {
            throw new InvalidInputException("/linux/personality/flags/0: "
                    + personality.flags().getFirst() + " is not a flag; the specification has none yet");
        }
        PersonalityDomain domain = personality
                .domain()
                .orElseThrow(() ->
                        new InvalidInputException("/linux/personality/domain: missing, expected LINUX or LINUX32"));
        plan.call("/linux/personality: set " + domain, new SchedulingCall.Personality(number(domain)));
    }

    private static int number(PersonalityDomain domain) {
        return switch (domain) {
            case LINUX -> 0;
            case LINUX32 -> 8;
        };
    }
}
