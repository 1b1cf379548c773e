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

    private final byte[] text;
    private int at;
    private int depth;

    JsonReader(byte[] utf8) {
        text = utf8;
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
        String plain = plain();
        if (text[at++] == '"') {
            return plain;
        }
        var value = new StringBuilder(plain);
        do {
            value.append(escaped()).append(plain());
        } while (text[at++] != '"');
        return value.toString();
    }

    /** The characters of a string up to its next escape or its end, of which the first byte is left where it is. */
    private String plain() {
        int start = at;
        int end = start;
        while (end < text.length && isPlain(text[end])) {
            end++;
        }
        at = end;
        char c = take();
        if (c < ' ') {
            throw failure("no control character in a string");
        }
        at = end;
        return new String(text, start, end - start, StandardCharsets.UTF_8);
    }

    /** Whether a byte stands for itself in a string; those beyond ASCII are negative. */
    private static boolean isPlain(byte c) {
        return c >= ' ' && c != '"' && c != '\\' || c < 0;
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
        while (at < text.length && isOfWord(text[at])) {
            at++;
        }
        return new String(text, start, at - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean isOfWord(byte c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'E';
    }

    /** The next character that is no space, left where it is; 0 at the end. */
    private char peek() {
        while (at < text.length && isSpace(text[at])) {
            at++;
        }
        return at < text.length ? (char) (text[at] & 0xff) : 0;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** The next byte; one of a character beyond ASCII is none that JSON has a meaning for. */
    private char take() {
        if (at == text.length) {
            throw failure("more");
        }
        return (char) (text[at++] & 0xff);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw failure("\"" + c + "\"");
        }
        at++;
    }

    private IllegalArgumentException failure(String expected) {
        int characters = new String(text, 0, at, StandardCharsets.UTF_8).length();
        return new IllegalArgumentException("expected " + expected + " at character " + (characters + 1));
    }
}
