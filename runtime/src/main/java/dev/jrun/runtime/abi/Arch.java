package dev.jrun.runtime.abi;

/** The machine architectures that the stub is built for. */
public enum Arch {
    X86_64,
    AARCH64;

    /** The architecture of this JVM; an {@link IllegalStateException} where jrun has no stub for it. */
    public static Arch current() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> X86_64;
            case "aarch64" -> AARCH64;
            case String other -> throw new IllegalStateException("jrun runs on amd64 and aarch64, not on " + other);
        };
    }
}
