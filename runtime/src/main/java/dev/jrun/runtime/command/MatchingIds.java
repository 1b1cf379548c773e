package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.JrunException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The containers in whose ids a regular expression has a match; for callers of crun, which searches as well. */
record MatchingIds(Context context, Pattern pattern) {
    static final String FLAG = "--regex";

    /** The flag of a verb that takes a pattern in place of an id. */
    static Flag flag() {
        return Flag.onOff("take ID for a regular expression, and all containers whose ids match", FLAG, "-r");
    }

    /** Those that the first argument matches. */
    static MatchingIds of(Flags flags, Context context) {
        String expression = flags.arguments().getFirst();
        try {
            return new MatchingIds(context, Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException(FLAG + ": \"" + expression + "\": " + e.getDescription());
        }
    }

    /** Does this to each of them, also when it fails for some; gives the exit code. */
    int forEach(Verb verb, Consumer<ContainerId> action) {
        int exitCode = 0;
        for (ContainerId id : context.states().ids()) {
            if (!pattern.matcher(id.value()).find()) {
                continue;
            }
            try {
                action.accept(id);
            } catch (JrunException e) {
                context.warn(verb.name() + " " + id + ": " + e.getMessage());
                exitCode = 1;
            }
        }
        return exitCode;
    }
}
