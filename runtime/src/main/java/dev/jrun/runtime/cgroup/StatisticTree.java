package dev.jrun.runtime.cgroup;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Figures by their names, in order, as callers of a runtime know them: what they have in JSON. */
public final class StatisticTree {
    private static final BigInteger NO_LIMIT = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    /** What JSON has for no value. */
    private enum Nothing {
        NULL
    }

    private final Map<String, Object> figures = new LinkedHashMap<>();

    /** What one kind of operation did to a device, or all kinds where it has no name. */
    public static StatisticTree operation(String major, String minor, String name, BigInteger value) {
        var tree = new StatisticTree();
        tree.put("major", new BigInteger(major)).put("minor", new BigInteger(minor));
        if (!name.isEmpty()) {
            tree.put("op", name);
        }
        return tree.put("value", value);
    }

    /** The tree below a name, made where there is none. */
    public StatisticTree child(String name) {
        var fresh = new StatisticTree();
        return figures.putIfAbsent(name, fresh) instanceof StatisticTree known ? known : fresh;
    }

    public StatisticTree put(String name, BigInteger value) {
        figures.put(name, value);
        return this;
    }

    /** A figure, if there is one. */
    public StatisticTree put(String name, Optional<BigInteger> value) {
        value.ifPresent(number -> put(name, number));
        return this;
    }

    /** A word. It has nothing that JSON would have to escape but line ends. */
    public StatisticTree put(String name, String word) {
        figures.put(name, word);
        return this;
    }

    /** A name that callers know and that has nothing. */
    public StatisticTree putNull(String name) {
        figures.put(name, Nothing.NULL);
        return this;
    }

    /** A figure that may have a fraction. */
    public StatisticTree put(String name, BigDecimal value) {
        figures.put(name, value);
        return this;
    }

    /** A limit, if there is one that limits. */
    public StatisticTree putLimit(String name, Optional<BigInteger> value) {
        return put(name, value.filter(number -> !number.equals(NO_LIMIT)));
    }

    /** Figures of several things, if there are any. */
    public StatisticTree put(String name, List<?> values) {
        if (!values.isEmpty()) {
            figures.put(name, List.copyOf(values));
        }
        return this;
    }

    /** Takes over what another tree has and this one lacks. */
    public void addMissing(StatisticTree other) {
        other.figures.forEach((name, value) -> {
            Object known = figures.putIfAbsent(name, value);
            if (known instanceof StatisticTree some && value instanceof StatisticTree more) {
                some.addMissing(more);
            }
        });
    }

    /** The names of all figures. */
    public Set<String> names() {
        return Collections.unmodifiableSet(figures.keySet());
    }

    /** As JSON, on one line. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        append(this, text);
        return text.toString();
    }

    private static void append(Object value, StringBuilder text) {
        switch (value) {
            case StatisticTree tree -> {
                text.append('{');
                String separator = "";
                for (Map.Entry<String, Object> figure : tree.figures.entrySet()) {
                    text.append(separator).append('"').append(figure.getKey()).append("\":");
                    append(figure.getValue(), text);
                    separator = ",";
                }
                text.append('}');
            }
            case List<?> list -> {
                text.append('[');
                String separator = "";
                for (Object element : list) {
                    text.append(separator);
                    append(element, text);
                    separator = ",";
                }
                text.append(']');
            }
            case Number number -> text.append(number);
            case Nothing _ -> text.append("null");
            default ->
                text.append('"').append(value.toString().replace("\n", "\\n")).append('"');
        }
    }
}
