package dev.jrun.runtime.seccomp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The programs that were used last, for an engine that runs more than one command. Safe for several threads. */
public final class ProgramMemory implements ProgramCache {
    private static final int LIMIT = 64;

    private final Map<String, BpfProgram> programs = new LinkedHashMap<>(LIMIT, 0.75f, true);

    @Override
    public synchronized Optional<BpfProgram> find(String key) {
        return Optional.ofNullable(programs.get(key));
    }

    @Override
    public synchronized void keep(String key, BpfProgram program) {
        programs.put(key, program);
        if (programs.size() > LIMIT) {
            programs.remove(programs.keySet().iterator().next());
        }
    }
}
