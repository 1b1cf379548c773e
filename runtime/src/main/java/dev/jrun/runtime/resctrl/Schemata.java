package dev.jrun.runtime.resctrl;

import dev.jrun.spec.IntelRdt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is written to a group's file {@code schemata}: a line for each resource, {@code L3:0=7f0;1=1f}. */
final class Schemata {
    private static final String BANDWIDTH = "MB:";

    private Schemata() {}

    /**
     * The lines of {@code l3CacheSchema} and {@code memBwSchema} together. With both, those of the first that are about
     * bandwidth don't count.
     */
    static List<String> combined(Optional<String> cache, Optional<String> bandwidth) {
        List<String> lines = new ArrayList<>();
        for (String line : cache.orElse("").split("\n")) {
            boolean overridden = bandwidth.isPresent() && line.stripLeading().startsWith(BANDWIDTH);
            if (!line.isBlank() && !overridden) {
                lines.add(line);
            }
        }
        bandwidth.filter(line -> !line.isBlank()).ifPresent(lines::add);
        return lines;
    }

    /** What is to be written, each by one write and in this order. The kernel wants a line's end behind each line. */
    static List<String> writes(IntelRdt wanted) {
        List<String> writes = new ArrayList<>();
        for (List<String> lines : List.of(combined(wanted.l3CacheSchema(), wanted.memBwSchema()), wanted.schemata())) {
            if (!lines.isEmpty()) {
                writes.add(text(lines));
            }
        }
        return writes;
    }

    static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /** The first part of {@code lines} that {@code present}, the text of a schemata file, says otherwise. */
    static Optional<String> difference(List<String> lines, String present) {
        Map<String, String> values = new HashMap<>();
        for (String line : present.split("\n")) {
            values.putAll(parse(line));
        }
        for (String line : lines) {
            for (Map.Entry<String, String> part : parse(line).entrySet()) {
                String has = values.get(part.getKey());
                if (!part.getValue().equals(has)) {
                    return Optional.of(part.getKey() + "=" + part.getValue() + " is wanted and "
                            + (has == null ? "there is no such domain" : has + " is set"));
                }
            }
        }
        return Optional.empty();
    }

    /** {@code {"L3:0": "7f0", "L3:1": "1f"}}. Masks are hexadecimal, and zeros in front of a number mean nothing. */
    private static Map<String, String> parse(String line) {
        Map<String, String> parts = new HashMap<>();
        int colon = line.indexOf(':');
        if (colon < 0) {
            return parts;
        }
        String resource = line.substring(0, colon).strip();
        for (String part : line.substring(colon + 1).split(";")) {
            String[] domain = part.split("=", 2);
            if (domain.length == 2) {
                parts.put(resource + ":" + plain(domain[0]), plain(domain[1]));
            }
        }
        return parts;
    }

    private static String plain(String number) {
        String text = number.strip().toLowerCase(Locale.ROOT);
        int zeros = 0;
        while (zeros < text.length() - 1 && text.charAt(zeros) == '0') {
            zeros++;
        }
        return text.substring(zeros);
    }
}
