package dev.jrun.runtime.abi;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A bit, or a few, of a system call's flags argument. Implemented by enums whose constants have the kernel's names. */
public interface Flag {
    /** The bits as the kernel has them. */
    long bits();

    /** All bits of {@code flags} in one number. */
    static long bits(Set<? extends Flag> flags) {
        long bits = 0;
        for (Flag flag : flags) {
            bits |= flag.bits();
        }
        return bits;
    }

    /** An unmodifiable copy in the order of the enum, so that calls print the same in each run. */
    static <F extends Enum<F> & Flag> Set<F> copy(Set<F> flags) {
        return flags.size() < 2 ? Set.copyOf(flags) : Collections.unmodifiableSet(EnumSet.copyOf(flags));
    }
}
