package dev.jrun.spec.features;

import dev.jrun.spec.MemoryPolicyFlag;
import dev.jrun.spec.MemoryPolicyMode;
import dev.jrun.spec.json.Ordered;
import java.util.List;
import java.util.Optional;

/** Words of the memory policy that the runtime knows. */
public record MemoryPolicyFeatures(Optional<List<MemoryPolicyMode>> modes, Optional<List<MemoryPolicyFlag>> flags) {
    public MemoryPolicyFeatures {
        modes = Ordered.copyOf(modes);
        flags = Ordered.copyOf(flags);
    }
}
