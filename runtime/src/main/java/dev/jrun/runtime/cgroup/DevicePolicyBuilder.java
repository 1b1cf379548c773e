package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.DevicePolicy.Access;
import dev.jrun.runtime.cgroup.DevicePolicy.Match;
import dev.jrun.runtime.cgroup.DevicePolicy.Type;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.resources.DeviceRule;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Applies rules one after the other as version 1 of the devices controller does: a rule for all devices sets the
 * default and forgets all before it; another one adds an exception, or takes one back where it says what the default
 * says. Version 2 gets the same result, so that a config means the same on both.
 */
final class DevicePolicyBuilder {
    private static final long NUMBER_MAX = 0xffff_ffffL;

    private boolean allow;
    private final Map<Match, Set<Access>> exceptions = new LinkedHashMap<>();

    DevicePolicy build() {
        return new DevicePolicy(allow, exceptions);
    }

    void apply(DeviceRule rule, String pointer) {
        Optional<Type> type = type(rule.type().orElse(""));
        if (type.isEmpty()) {
            applyToAll(rule, pointer);
            return;
        }
        var match = new Match(
                type.get(), number(rule.major(), pointer + "/major"), number(rule.minor(), pointer + "/minor"));
        Set<Access> accesses = accesses(rule.access().orElse(""));
        if (accesses.isEmpty()) {
            throw new InvalidInputException(pointer + "/access: is empty; expected letters of rwm");
        }
        if (rule.allow() == allow) {
            takeBack(match, accesses, pointer);
        } else {
            exceptions
                    .computeIfAbsent(match, added -> EnumSet.noneOf(Access.class))
                    .addAll(accesses);
        }
    }

    private static Optional<Type> type(String letter) {
        for (Type type : Type.values()) {
            if (letter.length() == 1 && letter.charAt(0) == type.letter()) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The kernel takes no notice of the numbers of such a rule: one device allowed would be all devices allowed. */
    private void applyToAll(DeviceRule rule, String pointer) {
        boolean numbered =
                rule.major().orElse(Match.ANY) != Match.ANY || rule.minor().orElse(Match.ANY) != Match.ANY;
        if (rule.allow() && numbered) {
            throw new InvalidInputException(
                    pointer + ": names a device but no type, and would allow all devices; set its type to b or c");
        }
        allow = rule.allow();
        exceptions.clear();
    }

    /** The kernel passes over a rule that would take a part out of a wildcard; what it was meant to forbid stays open. */
    private void takeBack(Match match, Set<Access> accesses, String pointer) {
        exceptions.forEach((other, itsAccesses) -> {
            if (other.isWiderThan(match) && itsAccesses.stream().anyMatch(accesses::contains)) {
                throw new UnsupportedFeatureException(pointer + ": the rule for " + match
                        + " would take a part out of the earlier one for " + other
                        + ", which the devices cgroup can't do; name the devices one by one");
            }
        });
        Set<Access> own = exceptions.get(match);
        if (own != null) {
            own.removeAll(accesses);
            if (own.isEmpty()) {
                exceptions.remove(match);
            }
        }
    }

    private static long number(Optional<Long> number, String pointer) {
        long value = number.orElse(Match.ANY);
        if (value < Match.ANY || value > NUMBER_MAX) {
            throw new InvalidInputException(pointer + ": " + value + " is no device number");
        }
        return value;
    }

    private static Set<Access> accesses(String letters) {
        Set<Access> accesses = EnumSet.noneOf(Access.class);
        for (Access access : Access.values()) {
            if (letters.indexOf(access.letter()) >= 0) {
                accesses.add(access);
            }
        }
        return accesses;
    }
}
