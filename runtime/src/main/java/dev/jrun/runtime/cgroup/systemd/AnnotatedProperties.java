package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.cgroup.systemd.PropertyValue.Decimal;
import dev.jrun.runtime.cgroup.systemd.PropertyValue.Whole;
import dev.jrun.runtime.failure.InvalidInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Properties of the unit that a config gives in annotations: {@code org.systemd.property.TimeoutStopUSec}. */
public final class AnnotatedProperties {
    private static final String PREFIX = "org.systemd.property.";
    private static final String SECONDS = "Sec";
    private static final String MICROSECONDS = "USec";
    private static final int NAME_MIN = 3;

    private AnnotatedProperties() {}

    public static List<UnitProperty> of(Map<String, String> annotations) {
        List<UnitProperty> properties = new ArrayList<>();
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            if (annotation.getKey().startsWith(PREFIX)) {
                properties.add(property(annotation.getKey(), annotation.getValue()));
            }
        }
        return List.copyOf(properties);
    }

    private static UnitProperty property(String key, String text) {
        String name = key.substring(PREFIX.length());
        if (name.length() < NAME_MIN || !name.chars().allMatch(AnnotatedProperties::isLetter)) {
            throw invalid(key, "\"" + name + "\" is no name of a property");
        }
        try {
            var property = new UnitProperty(name, PropertyText.parse(text));
            return name.endsWith(SECONDS) && !name.endsWith(MICROSECONDS) ? inMicroseconds(property) : property;
        } catch (IllegalArgumentException e) {
            throw invalid(key, String.valueOf(e.getMessage()));
        }
    }

    private static InvalidInputException invalid(String key, String why) {
        return new InvalidInputException("/annotations/" + key + ": " + why);
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** Unit files have seconds, D-Bus has microseconds under another name. */
    private static UnitProperty inMicroseconds(UnitProperty property) {
        BigDecimal seconds = switch (property.value()) {
            case Whole whole -> new BigDecimal(whole.number());
            case Decimal decimal -> BigDecimal.valueOf(decimal.number());
            case PropertyValue.Text _, PropertyValue.Flag _, PropertyValue.Array _, PropertyValue.Struct _ ->
                throw new IllegalArgumentException("expected a number of seconds");
        };
        BigInteger micros =
                seconds.movePointRight(6).setScale(0, RoundingMode.DOWN).toBigInteger();
        String name = property.name();
        return new UnitProperty(
                name.substring(0, name.length() - SECONDS.length()) + MICROSECONDS, PropertyValue.count(micros));
    }
}
