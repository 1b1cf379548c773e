package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.cgroup.DevicePolicy;
import dev.jrun.runtime.cgroup.DevicePolicy.Access;
import dev.jrun.runtime.cgroup.DevicePolicy.Match;
import dev.jrun.runtime.cgroup.systemd.PropertyValue.Array;
import dev.jrun.runtime.cgroup.systemd.PropertyValue.Struct;
import dev.jrun.runtime.cgroup.systemd.PropertyValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells systemd which devices are allowed. When it is reloaded it sets its own idea of them again: in the files of
 * version 1, and as a BPF program beside ours in version 2, where both have to agree.
 */
final class DeviceProperties {
    private static final String ELEMENT = "(ss)";

    private DeviceProperties() {}

    static List<UnitProperty> of(DevicePolicy policy) {
        boolean known = !policy.allow();
        for (Match match : policy.exceptions().keySet()) {
            known &= canName(match);
        }
        // What systemd has no words for, only our own rules decide; it must not be stricter than they are.
        return known ? strict(policy) : List.of(UnitProperty.text("DevicePolicy", "auto"), rules(List.of()));
    }

    private static List<UnitProperty> strict(DevicePolicy policy) {
        List<PropertyValue> rules = new ArrayList<>();
        for (Map.Entry<Match, Set<Access>> exception : policy.exceptions().entrySet()) {
            rules.add(new Struct(List.of(new Text(node(exception.getKey())), new Text(letters(exception.getValue())))));
        }
        // The empty list takes back what was there before.
        return List.of(UnitProperty.text("DevicePolicy", "strict"), rules(List.of()), rules(rules));
    }

    private static UnitProperty rules(List<PropertyValue> rules) {
        return new UnitProperty("DeviceAllow", new Array(ELEMENT, rules));
    }

    private static boolean canName(Match match) {
        return match.major() != Match.ANY || match.minor() == Match.ANY;
    }

    /** A node below /dev/char need not exist: systemd takes the numbers from its name, and a class by its number. */
    private static String node(Match match) {
        String type = switch (match.type()) {
            case CHARACTER -> "char";
            case BLOCK -> "block";
        };
        if (match.major() == Match.ANY) {
            return type + "-*";
        }
        return match.minor() == Match.ANY
                ? type + "-" + match.major()
                : "/dev/" + type + "/" + match.major() + ":" + match.minor();
    }

    private static String letters(Set<Access> accesses) {
        var letters = new StringBuilder();
        new TreeSet<>(accesses).forEach(access -> letters.append(access.letter()));
        return letters.toString();
    }
}
