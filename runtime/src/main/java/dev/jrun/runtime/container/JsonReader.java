package dev.jrun.runtime.container;

import java.nio.charset.StandardCharsets;

/**
 * Reads JSON from its beginning to its end: the counterpart of {@link JsonWriter}. What is no JSON, or no value of the
 * type that is asked for, is an IllegalArgumentException.
 *
 * <pre>{@code
 * for (boolean more = json.begin('{'); more; more = json.next('}')) {
 *     String name = json.name();
 *     …
 * }
 * }</pre>
 */
final class JsonReader {
    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    JsonReader(byte[] utf8) {
        text = new String(utf8, StandardCharsets.UTF_8);
    }

    /** Begins an object or an array, with its bracket; false when it is empty, and read with that. */
    boolean begin(char bracket) {
        expect(bracket);
        depth++;
        if (depth > DEEPEST) {
            throw failure("no deeper nesting");
        }
        return !ends(bracket == '{' ? '}' : ']');
    }

    /** Goes on behind a member or an element: false when the bracket came that ends the object or array. */
    boolean next(char bracket) {
        if (ends(bracket)) {
            return false;
        }
        expect(',');
        return true;
    }

    private boolean ends(char bracket) {
        if (peek() != bracket) {
            return false;
        }
        at++;
        depth--;
        return true;
    }

    String name() {
        String name = string();
        expect(':');
        return name;
    }

    String string() {
        expect('"');
        var value = new StringBuilder();
        while (true) {
            char c = take();
            if (c == '"') {
                return value.toString();
            }
            if (c < ' ') {
                throw failure("no control character in a string");
            }
            value.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = take();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    code = code << 4 | hexDigit();
                }
                yield (char) code;
            }
            default -> throw failure("an escape");
        };
    }

    private int hexDigit() {
        int digit = Character.digit(take(), 16);
        if (digit < 0) {
            throw failure("a hexadecimal digit");
        }
        return digit;
    }

    int integer() {
        long value = number();
        if (value != (int) value) {
            throw failure("a number of 32 bits");
        }
        return (int) value;
    }

    /** A whole number. */
    long number() {
        String word = word();
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw failure("a whole number instead of \"" + word + "\"");
        }
    }

    boolean bool() {
        String word = word();
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> throw failure("true or false instead of \"" + word + "\"");
        };
    }

    /** Passes over a value of any type. */
    void skip() {
        switch (peek()) {
            case '{' -> {
                for (boolean more = begin('{'); more; more = next('}')) {
                    name();
                    skip();
                }
            }
            case '[' -> {
                for (boolean more = begin('['); more; more = next(']')) {
                    skip();
                }
            }
            case '"' -> string();
            default -> {
                if (word().isEmpty()) {
                    throw failure("a value");
                }
            }
        }
    }

    /** Makes sure that there is nothing more. */
    void end() {
        if (peek() != 0) {
            throw failure("the end");
        }
    }

    /** The number, truth value or null that is next. */
    private String word() {
        peek();
        int start = at;
        while (at < text.length() && isOfWord(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isOfWord(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'E';
    }

    /** The next character that is no space, left where it is; 0 at the end. */
    private char peek() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char take() {
        if (at == text.length()) {
            throw failure("more");
        }
        return text.charAt(at++);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw failure("\"" + c + "\"");
        }
        at++;
    }

    private IllegalArgumentException failure(String expected) {
        return new IllegalArgumentException("expected " + expected + " at character " + (at + 1));
    }
}
