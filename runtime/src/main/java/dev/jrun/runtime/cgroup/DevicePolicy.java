package dev.jrun.runtime.cgroup;

import dev.jrun.spec.resources.DeviceRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a cgroup may do with devices: a default, and the devices it does not hold for.
 *
 * @param allow the default
 * @param exceptions in the order in which they came
 */
public record DevicePolicy(boolean allow, Map<Match, Set<Access>> exceptions) {
    public DevicePolicy {
        Map<Match, Set<Access>> copy = new LinkedHashMap<>();
        exceptions.forEach((match, accesses) -> copy.put(match, Set.copyOf(accesses)));
        exceptions = Collections.unmodifiableMap(copy);
    }

    /** The types of devices. */
    public enum Type {
        CHARACTER('c'),
        BLOCK('b');

        private final char letter;

        Type(char letter) {
            this.letter = letter;
        }

        public char letter() {
            return letter;
        }
    }

    /** What can be done with a device, in the order in which the kernel lists it. */
    public enum Access {
        READ('r'),
        WRITE('w'),
        MKNOD('m');

        private final char letter;

        Access(char letter) {
            this.letter = letter;
        }

        public char letter() {
            return letter;
        }
    }

    /** The devices that an exception is for; a number of -1 stands for all. */
    public record Match(Type type, long major, long minor) {
        public static final long ANY = -1;

        /** Whether this is for more devices than {@code other}, and for all of those. */
        boolean isWiderThan(Match other) {
            return !equals(other)
                    && type == other.type
                    && (major == ANY || major == other.major)
                    && (minor == ANY || minor == other.minor);
        }

        @Override
        public String toString() {
            return type.letter() + " " + number(major) + ":" + number(minor);
        }

        private static String number(long number) {
            return number == ANY ? "*" : Long.toString(number);
        }
    }

    /**
     * The policy of a container: nothing, then what the config's rules say one after the other, and at last what every
     * container needs for its own /dev.
     */
    public static DevicePolicy ofContainer(List<DeviceRule> rules) {
        var builder = new DevicePolicyBuilder();
        for (int i = 0; i < rules.size(); i++) {
            builder.apply(rules.get(i), Limits.POINTER + "/devices/" + i);
        }
        DefaultDevices.RULES.forEach(rule -> builder.apply(rule, Limits.POINTER + "/devices"));
        return builder.build();
    }

    /** The exceptions as lines for {@code devices.allow} and {@code devices.deny}. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(exceptions.size());
        exceptions.forEach((match, accesses) -> lines.add(match + " " + letters(accesses)));
        return lines;
    }

    private static String letters(Set<Access> accesses) {
        var letters = new StringBuilder();
        for (Access access : Access.values()) {
            if (accesses.contains(access)) {
                letters.append(access.letter());
            }
        }
        return letters.toString();
    }
}
