package dev.jrun.runtime.criu;

import dev.jrun.runtime.failure.InvalidInputException;

/** How criu treats the cgroups of a container, as {@code --manage-cgroups-mode} names it. */
public enum CgroupMode {
    IGNORE(0),
    SOFT(3),
    FULL(4),
    STRICT(5);

    private final int number;

    CgroupMode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The mode of this name; an {@link InvalidInputException} for another. */
    public static CgroupMode parse(String name) {
        return switch (name) {
            case "ignore" -> IGNORE;
            case "soft" -> SOFT;
            case "full" -> FULL;
            case "strict" -> STRICT;
            default ->
                throw new InvalidInputException(
                        "--manage-cgroups-mode: expected soft, full, strict or ignore, got \"" + name + "\"");
        };
    }
}
