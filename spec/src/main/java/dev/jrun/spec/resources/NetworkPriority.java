package dev.jrun.spec.resources;

import dev.jrun.spec.json.Range;

/** Priority of the traffic of one network interface. */
public record NetworkPriority(String name, Long priority) {
    public NetworkPriority {
        Range.uint32("priority", priority);
    }
}
