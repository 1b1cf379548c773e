package dev.jrun.runtime.seccomp;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.ffi.LibSeccomp;
import dev.jrun.spec.seccomp.Seccomp;
import java.util.List;
import java.util.Optional;

/** The program of a profile: from the first cache that has it, or compiled. */
public final class Programs {
    private final List<ProgramCache> caches;
    private final Optional<LibSeccomp> library;

    /** {@code caches} with the fastest first. */
    public Programs(List<ProgramCache> caches) {
        this(caches, LibSeccomp.load());
    }

    Programs(List<ProgramCache> caches, Optional<LibSeccomp> library) {
        this.caches = List.copyOf(caches);
        this.library = library;
    }

    public BpfProgram of(Seccomp profile) {
        LibSeccomp compiler = library.orElseThrow(() -> new UnsupportedFeatureException("config.json: /linux/seccomp: "
                + LibSeccomp.FILE_NAME + " is not installed; install the package libseccomp2,"
                + " or remove the property from the config"));
        String key = ProgramKey.of(profile, Arch.current(), compiler.version());
        for (int i = 0; i < caches.size(); i++) {
            var cached = caches.get(i).find(key);
            if (cached.isPresent()) {
                keep(i, key, cached.get());
                return cached.get();
            }
        }
        BpfProgram program = new ProfileCompiler(compiler).compile(profile);
        keep(caches.size(), key, program);
        return program;
    }

    private void keep(int end, String key, BpfProgram program) {
        for (ProgramCache cache : caches.subList(0, end)) {
            cache.keep(key, program);
        }
    }
}
