package dev.jrun.runtime.container;

/**
 * Writes JSON, on one line or indented by two spaces: for the few small documents of this package, which every command
 * writes or prints. A library would cost a cold run more time than all else it does with them.
 */
final class JsonWriter {
    private final StringBuilder text = new StringBuilder(512);
    private final boolean indented;
    private int depth;
    private boolean first = true;

    JsonWriter(boolean indented) {
        this.indented = indented;
    }

    /** Begins an object or an array, with its bracket. */
    JsonWriter begin(char bracket) {
        text.append(bracket);
        depth++;
        first = true;
        return this;
    }

    JsonWriter end(char bracket) {
        depth--;
        if (!first) {
            breakLine();
        }
        text.append(bracket);
        first = false;
        return this;
    }

    /** Goes on to the next element of an array. */
    JsonWriter element() {
        if (!first) {
            text.append(',');
        }
        first = false;
        breakLine();
        return this;
    }

    JsonWriter name(String name) {
        element().string(name);
        text.append(indented ? ": " : ":");
        return this;
    }

    JsonWriter member(String name, String value) {
        return name(name).string(value);
    }

    JsonWriter member(String name, long value) {
        name(name).text.append(value);
        return this;
    }

    JsonWriter member(String name, boolean value) {
        name(name).text.append(value);
        return this;
    }

    JsonWriter string(String value) {
        text.append('"');
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                text.append(value, plain, i);
                escape(c);
                plain = i + 1;
            }
        }
        text.append(value, plain, value.length()).append('"');
        return this;
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> text.append('\\').append(c);
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> text.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
        }
    }

    private void breakLine() {
        if (indented) {
            text.append('\n').repeat(' ', 2 * depth);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
