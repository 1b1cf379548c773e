package dev.jrun.spec;

import java.util.List;
import java.util.Optional;

/** NUMA policy of the process, set_mempolicy(2). */
public record MemoryPolicy(Optional<MemoryPolicyMode> mode, Optional<String> nodes, List<MemoryPolicyFlag> flags) {
    public MemoryPolicy {
        flags = List.copyOf(flags);
    }
}
