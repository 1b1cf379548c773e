package dev.jrun.runtime.seccomp;

import java.util.Optional;

/** Programs that were compiled before, by the {@linkplain ProgramKey key} of what they were made from. */
public interface ProgramCache {
    Optional<BpfProgram> find(String key);

    void keep(String key, BpfProgram program);
}
