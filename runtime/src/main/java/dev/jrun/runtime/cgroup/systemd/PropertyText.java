package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.cgroup.systemd.PropertyValue.Array;
import dev.jrun.runtime.cgroup.systemd.PropertyValue.Decimal;
import dev.jrun.runtime.cgroup.systemd.PropertyValue.Flag;
import dev.jrun.runtime.cgroup.systemd.PropertyValue.Struct;
import dev.jrun.runtime.cgroup.systemd.PropertyValue.Text;
import dev.jrun.runtime.cgroup.systemd.PropertyValue.Whole;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a value in GVariant's text format: {@code 'text'}, {@code true}, {@code 5}, {@code uint64 5}, {@code @t 5},
 * {@code 1.5}, {@code ['a', 'b']}, {@code ('a', uint32 1)}. What is not right is an {@link IllegalArgumentException}.
 */
final class PropertyText {
    private static final Map<String, Character> TYPES =
            Map.of("byte", 'y', "int16", 'n', "uint16", 'q', "int32", 'i', "uint32", 'u', "int64", 'x', "uint64", 't');

    private final String text;
    private int at;

    private PropertyText(String text) {
        this.text = text;
    }

    static PropertyValue parse(String text) {
        var reading = new PropertyText(text);
        PropertyValue value = reading.value("");
        reading.skipBlanks();
        if (reading.at < text.length()) {
            throw reading.unexpected("the end");
        }
        return value;
    }

    /** A value of {@code type}, or of the one that it looks like where none is given. */
    private PropertyValue value(String type) {
        skipBlanks();
        if (at == text.length()) {
            throw unexpected("a value");
        }
        return switch (text.charAt(at)) {
            case '@' -> annotated();
            case '\'', '"' -> of(type, new Text(quoted(text.charAt(at))));
            case '[' -> of(type, array(type));
            case '(' -> of(type, struct());
            default -> word(type);
        };
    }

    private PropertyValue of(String type, PropertyValue value) {
        if (!type.isEmpty() && !value.signature().equals(type)) {
            throw new IllegalArgumentException("is of type " + value.signature() + ", not " + type);
        }
        return value;
    }

    private PropertyValue annotated() {
        int start = ++at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return value(text.substring(start, at));
    }

    private String quoted(char quote) {
        var plain = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return plain.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                c = escaped(text.charAt(at));
            }
            plain.append(c);
        }
        throw unexpected("a closing " + quote);
    }

    private static char escaped(char letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            default -> letter;
        };
    }

    private Array array(String type) {
        String element = type.startsWith("a") ? type.substring(1) : "";
        List<PropertyValue> values = members(']', element);
        if (element.isEmpty() && values.isEmpty()) {
            throw new IllegalArgumentException("an empty array needs its type in front: @as []");
        }
        return new Array(element.isEmpty() ? values.getFirst().signature() : element, values);
    }

    private Struct struct() {
        return new Struct(members(')', ""));
    }

    private List<PropertyValue> members(char end, String type) {
        List<PropertyValue> members = new ArrayList<>();
        at++;
        for (skipBlanks(); at < text.length() && text.charAt(at) != end; skipBlanks()) {
            members.add(value(type));
            skipBlanks();
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
            } else if (at == text.length() || text.charAt(at) != end) {
                throw unexpected("a comma or " + end);
            }
        }
        if (at == text.length()) {
            throw unexpected("a closing " + end);
        }
        at++;
        return members;
    }

    private PropertyValue word(String type) {
        int start = at;
        while (at < text.length() && ",])".indexOf(text.charAt(at)) < 0 && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.equals("true") || word.equals("false")) {
            return of(type, new Flag(word.equals("true")));
        }
        if (word.equals("string") || word.equals("boolean") || word.equals("double")) {
            return value(word.substring(0, 1));
        }
        Character named = TYPES.get(word);
        return named == null ? number(word, type) : value(String.valueOf(named));
    }

    private PropertyValue number(String word, String type) {
        try {
            if (type.equals("d") || type.isEmpty() && word.contains(".")) {
                return new Decimal(Double.parseDouble(word));
            }
            char letter = type.isEmpty() ? 'i' : type.charAt(0);
            BigInteger number = word.startsWith("0x") ? new BigInteger(word.substring(2), 16) : new BigInteger(word);
            if (Whole.isType(letter)) {
                return new Whole(letter, number);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + word + "\" is no value; texts need quotes", e);
        }
        throw new IllegalArgumentException("\"" + word + "\" is not of type " + type);
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException unexpected(String wanted) {
        return new IllegalArgumentException("expected " + wanted + " at character " + (at + 1));
    }
}
