package dev.jrun.spec;

import java.util.List;
import java.util.Optional;

/** Cache and memory bandwidth of a container, resctrl. */
public record IntelRdt(
        Optional<String> closId,
        List<String> schemata,
        Optional<String> l3CacheSchema,
        Optional<String> memBwSchema,
        boolean enableMonitoring) {
    public IntelRdt {
        schemata = List.copyOf(schemata);
    }
}
