package dev.jrun.runtime.criu;

import java.util.ArrayList;
import java.util.List;

/** What criu says of a failure in its log. */
public final class CriuLog {
    /** The cause comes first, and what failed because of it follows. */
    private static final int LAST = 3;

    private static final String ERROR = "Error (";

    private CriuLog() {}

    /** The last errors, on one line, without where they stand in criu's sources; empty where there are none. */
    public static String errors(String log) {
        List<String> errors = new ArrayList<>();
        for (String line : log.split("\n")) {
            int error = line.indexOf(ERROR);
            int text = error < 0 ? -1 : line.indexOf("): ", error);
            // That it failed is known.
            if (text >= 0 && !line.endsWith("FAILED.")) {
                errors.add(line.substring(text + "): ".length()).strip());
            }
        }
        return String.join("; ", errors.subList(Math.max(0, errors.size() - LAST), errors.size()));
    }
}
