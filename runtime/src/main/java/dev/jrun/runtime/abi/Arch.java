package dev.jrun.runtime.abi;

import java.util.Optional;

/** The machine architectures that the stub is built for. */
public enum Arch {
    X86_64(62),
    AARCH64(183);

    private final int machine;

    Arch(int machine) {
        this.machine = machine;
    }

    /** The number of the architecture in ELF files. */
    public int machine() {
        return machine;
    }

    /** The architecture with that number in ELF files. */
    public static Optional<Arch> ofMachine(int machine) {
        for (Arch arch : values()) {
            if (arch.machine == machine) {
                return Optional.of(arch);
            }
        }
        return Optional.empty();
    }

    /** The architecture of this JVM; an {@link IllegalStateException} where jrun has no stub for it. */
    public static Arch current() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> X86_64;
            case "aarch64" -> AARCH64;
            case String other -> throw new IllegalStateException("jrun runs on amd64 and aarch64, not on " + other);
        };
    }
}
