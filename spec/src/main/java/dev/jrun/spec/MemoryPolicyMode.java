package dev.jrun.spec;

/** Modes of set_mempolicy(2). */
public enum MemoryPolicyMode {
    MPOL_DEFAULT,
    MPOL_BIND,
    MPOL_INTERLEAVE,
    MPOL_WEIGHTED_INTERLEAVE,
    MPOL_PREFERRED,
    MPOL_PREFERRED_MANY,
    MPOL_LOCAL
}
