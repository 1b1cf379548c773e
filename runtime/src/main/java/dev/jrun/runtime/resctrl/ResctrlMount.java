package dev.jrun.runtime.resctrl;

import java.util.List;
import java.util.Optional;

/** Where the resctrl file system is. */
public final class ResctrlMount {
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final int OPTIONAL = 6;

    private ResctrlMount() {}

    /**
     * Its mount point; nothing where it isn't mounted.
     *
     * @param mountinfo the text of {@code /proc/PID/mountinfo}
     */
    public static Optional<String> find(String mountinfo) {
        for (String line : mountinfo.split("\n")) {
            List<String> fields = List.of(line.split(" "));
            int dash = fields.indexOf("-");
            if (dash >= OPTIONAL
                    && fields.get(dash + 1).equals("resctrl")
                    && fields.get(ROOT).equals("/")) {
                return Optional.of(unescape(fields.get(MOUNT_POINT)));
            }
        }
        return Optional.empty();
    }

    /** The kernel writes blanks, line ends and backslashes in paths as a backslash and three octal digits. */
    private static String unescape(String path) {
        return path.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
