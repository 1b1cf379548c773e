package dev.jrun.runtime.cgroup;

import java.util.List;
import java.util.Optional;

/**
 * What a file of a cgroup had before a change, or one line of a file that has a line for each device.
 *
 * @param key what the line begins with, and a blank; empty for a file that has one value
 * @param text what is to be written to have that again
 * @param none whether the file had no such line
 */
record FormerLimit(String path, String key, String text, boolean none) {
    private static final List<String> BY_DEVICE = List.of("io.max", "io.weight", "io.bfq.weight", "rdma.max");

    /** What {@code value} is about to change in a file with {@code content}; nothing where that can't be told. */
    static Optional<FormerLimit> of(String path, String value, String content) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        if (!BY_DEVICE.contains(file) && !(file.startsWith("blkio.") && file.endsWith("_device"))) {
            boolean single = !content.isEmpty() && content.indexOf('\n') < 0;
            return single ? Optional.of(new FormerLimit(path, "", content, false)) : Optional.empty();
        }
        String key = value.substring(0, value.indexOf(' ') + 1);
        for (String line : content.split("\n")) {
            if (line.startsWith(key)) {
                return Optional.of(new FormerLimit(path, key, line, false));
            }
        }
        return Optional.of(new FormerLimit(path, key, key + unlimited(file), true));
    }

    /** What takes a device's line away. */
    private static String unlimited(String file) {
        return switch (file) {
            case "io.max" -> "rbps=max wbps=max riops=max wiops=max";
            case "io.weight", "io.bfq.weight" -> "default";
            case "rdma.max" -> "hca_handle=max hca_object=max";
            default -> "0";
        };
    }

    /** Whether a file with {@code content} has it again. */
    boolean holdsIn(String content) {
        if (key.isEmpty()) {
            return content.equals(text);
        }
        boolean there = false;
        for (String line : content.split("\n")) {
            if (line.startsWith(key)) {
                there = true;
                if (line.equals(text)) {
                    return true;
                }
            }
        }
        return none && !there;
    }
}
