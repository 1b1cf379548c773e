package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.List;
import java.util.Locale;

/** The signals as users name them: by number, or by name in any case, with SIG before it or not. */
final class SignalName {
    private static final int RTMIN = 34;
    private static final int RTMAX = 64;

    /** The names by number. Those of x86 and ARM; the index is the number. */
    private static final List<String> NAMES = List.of(
            "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");

    private SignalName() {}

    static int parse(String word) {
        String name = word.toUpperCase(Locale.ROOT);
        if (isNumber(name)) {
            return inRange(Integer.parseInt(name), 0, word);
        }
        if (name.startsWith("SIG")) {
            name = name.substring(3);
        }
        int number = name.isEmpty() ? -1 : NAMES.indexOf(alias(name));
        return number > 0 ? number : realtime(name, word);
    }

    private static String alias(String name) {
        return switch (name) {
            case "IOT" -> "ABRT";
            case "CLD" -> "CHLD";
            case "POLL" -> "IO";
            case "UNUSED" -> "SYS";
            default -> name;
        };
    }

    /** RTMIN, RTMIN+n, RTMAX, RTMAX-n. */
    private static int realtime(String name, String word) {
        boolean fromLeast = name.startsWith("RTMIN");
        if (!fromLeast && !name.startsWith("RTMAX")) {
            throw unknown(word);
        }
        int base = fromLeast ? RTMIN : RTMAX;
        String offset = name.substring("RTMIN".length());
        if (offset.isEmpty()) {
            return base;
        }
        if (offset.charAt(0) != (fromLeast ? '+' : '-') || !isNumber(offset.substring(1))) {
            throw unknown(word);
        }
        return inRange(base + Integer.parseInt(offset), RTMIN, word);
    }

    private static int inRange(int signal, int least, String word) {
        if (signal < least || signal > RTMAX) {
            throw unknown(word);
        }
        return signal;
    }

    /** Whether the text is a number of one or two digits, as all signals are. */
    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > 2) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static InvalidInputException unknown(String word) {
        return new InvalidInputException("unknown signal \"" + word + "\"");
    }
}
