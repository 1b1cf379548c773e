package dev.jrun.runtime.cgroup;

import dev.jrun.spec.json.SpecReader;
import dev.jrun.spec.resources.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Limits from JSON with single quotes, and changes as text. */
public final class LimitsText {
    private LimitsText() {}

    public static Resources resources(String json) {
        return SpecReader.read(Resources.class, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** Limits of a cgroup whose devices stay as they are. */
    public static Limits limits(String json) {
        return Limits.ofUpdate(resources(json));
    }

    /** {@code file=value}, with a question mark in front where a failure is passed over. */
    public static List<String> lines(LimitChange change) {
        return change.writes().stream()
                .map(write -> switch (write.need()) {
                            case REQUIRED -> "";
                            case RETRIED, IF_THERE, IF_ALLOWED -> "?";
                        }
                        + write.choices().stream()
                                .map(choice -> choice.file() + "=" + choice.value())
                                .collect(Collectors.joining(" or ")))
                .toList();
    }
}
