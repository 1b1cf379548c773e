package dev.jrun.spec.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Immutable copies that keep the order of a document, so that what is written looks the same each time. */
public final class Ordered {
    private Ordered() {}

    public static <K, V> Map<K, V> copyOf(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    public static <T> Optional<List<T>> copyOf(Optional<List<T>> list) {
        return list.isPresent() ? Optional.of(List.copyOf(list.get())) : list;
    }
}
