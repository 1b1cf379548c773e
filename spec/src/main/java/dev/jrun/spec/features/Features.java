package dev.jrun.spec.features;

import dev.jrun.spec.json.Ordered;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a runtime can do. An absent list means unknown, an empty one means none. */
public record Features(
        String ociVersionMin,
        String ociVersionMax,
        Optional<List<String>> hooks,
        Optional<List<String>> mountOptions,
        Map<String, String> annotations,
        Optional<List<String>> potentiallyUnsafeConfigAnnotations,
        Optional<LinuxFeatures> linux) {
    public Features {
        hooks = Ordered.copyOf(hooks);
        mountOptions = Ordered.copyOf(mountOptions);
        annotations = Ordered.copyOf(annotations);
        potentiallyUnsafeConfigAnnotations = Ordered.copyOf(potentiallyUnsafeConfigAnnotations);
    }
}
