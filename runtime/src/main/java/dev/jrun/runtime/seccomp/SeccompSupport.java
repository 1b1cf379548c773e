package dev.jrun.runtime.seccomp;

import dev.jrun.runtime.ffi.LibSeccomp;
import dev.jrun.spec.features.SeccompFeatures;
import dev.jrun.spec.seccomp.SeccompAction;
import dev.jrun.spec.seccomp.SeccompArch;
import dev.jrun.spec.seccomp.SeccompFlag;
import dev.jrun.spec.seccomp.SeccompOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this build and the library that is installed can do with profiles. */
public final class SeccompSupport {
    private SeccompSupport() {}

    /** Disabled where libseccomp is not installed. */
    public static SeccompFeatures features() {
        Optional<LibSeccomp> library = LibSeccomp.load();
        if (library.isEmpty()) {
            return new SeccompFeatures(
                    Optional.of(false),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        return new SeccompFeatures(
                Optional.of(true),
                Optional.of(List.of(SeccompAction.values())),
                Optional.of(List.of(SeccompOperator.values())),
                Optional.of(architectures(library.get())),
                Optional.of(List.of(SeccompFlag.values())),
                Optional.of(List.of(SeccompFlag.values())));
    }

    /** The version of the library that is installed. */
    public static Optional<String> libraryVersion() {
        return LibSeccomp.load().map(LibSeccomp::version);
    }

    private static List<SeccompArch> architectures(LibSeccomp library) {
        List<SeccompArch> known = new ArrayList<>();
        for (SeccompArch arch : SeccompArch.values()) {
            if (library.architecture(ProfileCompiler.libraryName(arch)).isPresent()) {
                known.add(arch);
            }
        }
        return known;
    }
}
