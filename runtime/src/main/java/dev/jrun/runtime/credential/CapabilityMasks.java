package dev.jrun.runtime.credential;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.Capabilities;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The five capability sets of a process as masks: bit n is capability n.
 *
 * @param warnings what the config asks for and the process won't have, one line each
 */
public record CapabilityMasks(
        long bounding, long effective, long inheritable, long permitted, long ambient, List<String> warnings) {
    private static final String POINTER = "/process/capabilities/";

    public CapabilityMasks {
        warnings = List.copyOf(warnings);
    }

    /**
     * The masks of {@code capabilities}. As with runc, a capability that is younger than the kernel is left out with a
     * warning, and so is an ambient one that the kernel would not raise.
     *
     * @param lastCapability the highest number that the kernel knows, from /proc/sys/kernel/cap_last_cap
     * @throws InvalidInputException for a name that is no capability's, and for an effective one that is not permitted
     */
    public static CapabilityMasks of(Capabilities capabilities, int lastCapability) {
        var reader = new Reader(lastCapability);
        long bounding = reader.read("bounding", capabilities.bounding());
        long effective = reader.read("effective", capabilities.effective());
        long inheritable = reader.read("inheritable", capabilities.inheritable());
        long permitted = reader.read("permitted", capabilities.permitted());
        long ambient = reader.read("ambient", capabilities.ambient());
        requirePermitted(effective & ~permitted);
        List<String> warnings = new ArrayList<>(reader.warnings());
        long raisable = permitted & inheritable;
        for (Capability capability : capabilitiesOf(ambient & ~raisable)) {
            warnings.add("can't raise ambient capability " + capability + ": it is not both permitted and inheritable");
        }
        return new CapabilityMasks(bounding, effective, inheritable, permitted, ambient & raisable, warnings);
    }

    /** The capabilities whose bits are set, in the order of their numbers. */
    static Set<Capability> capabilitiesOf(long mask) {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (Capability capability : Capability.values()) {
            if ((mask & capability.mask()) != 0) {
                set.add(capability);
            }
        }
        return set;
    }

    private static void requirePermitted(long missing) {
        if (missing != 0) {
            throw new InvalidInputException(POINTER + "effective: " + names(missing)
                    + " must be in the permitted set to be effective; add to " + POINTER + "permitted");
        }
    }

    private static String names(long mask) {
        return capabilitiesOf(mask).stream().map(Capability::name).collect(Collectors.joining(", "));
    }

    private static final class Reader {
        private final int lastCapability;
        private final Set<String> unavailable = new TreeSet<>();

        Reader(int lastCapability) {
            this.lastCapability = lastCapability;
        }

        long read(String set, List<String> names) {
            long mask = 0;
            for (int i = 0; i < names.size(); i++) {
                mask |= maskOf(names.get(i), POINTER + set + "/" + i);
            }
            return mask;
        }

        private long maskOf(String name, String pointer) {
            Capability capability = Capability.named(name)
                    .orElseThrow(() -> new InvalidInputException(
                            pointer + ": unknown capability " + name + "; capabilities(7) lists them"));
            if (capability.number() > lastCapability) {
                unavailable.add(name);
                return 0;
            }
            return capability.mask();
        }

        List<String> warnings() {
            return unavailable.isEmpty()
                    ? List.of()
                    : List.of("ignoring unknown or unavailable capabilities: " + String.join(" ", unavailable));
        }
    }
}
