package dev.jrun.runtime.criu;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What criu is asked to do, with its options in order. */
public record CriuRequest(Type type, List<Setting> settings) {
    private static final int TYPE = 1;
    private static final int OPTIONS = 2;
    private static final int NOTIFY_SUCCESS = 3;
    private static final int NOTIFY = 6;

    public CriuRequest {
        settings = List.copyOf(settings);
    }

    /** The kinds of requests that jrun makes. */
    public enum Type {
        DUMP(1),
        RESTORE(2),
        PRE_DUMP(4);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    /** One option. Some may be there several times. */
    public record Setting(CriuOption option, Value value) {
        @Override
        public String toString() {
            return option + "=" + value;
        }
    }

    /** The value of an option. */
    public sealed interface Value {
        /** A number, a mode, or a truth value. */
        record Whole(int number) implements Value {}

        /** A text. */
        record Text(String text) implements Value {}

        /** A name and what it stands for. */
        record Pair(String name, String meaning) implements Value {}

        /** A name and a number. */
        record Numbered(String name, int number) implements Value {}
    }

    /** The request as criu reads it. */
    public byte[] encode() {
        return message(out -> {
            out.writeEnum(TYPE, type.number);
            out.writeByteArray(OPTIONS, message(this::writeSettings));
        });
    }

    /** The answer to a notification. */
    public static byte[] acknowledge(boolean success) {
        return message(out -> {
            out.writeEnum(TYPE, NOTIFY);
            out.writeBool(NOTIFY_SUCCESS, success);
        });
    }

    private void writeSettings(CodedOutputStream out) throws IOException {
        for (Setting setting : settings) {
            int number = setting.option().number();
            switch (setting.value()) {
                // Numbers, modes and truth values are the same varint.
                case Value.Whole whole -> out.writeInt32(number, whole.number());
                case Value.Text text -> out.writeString(number, text.text());
                case Value.Pair pair ->
                    out.writeByteArray(number, message(inner -> {
                        inner.writeString(1, pair.name());
                        inner.writeString(2, pair.meaning());
                    }));
                case Value.Numbered numbered ->
                    out.writeByteArray(number, message(inner -> {
                        inner.writeString(1, numbered.name());
                        inner.writeInt32(2, numbered.number());
                    }));
            }
        }
    }

    private static byte[] message(Body body) {
        var bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            body.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    private interface Body {
        void write(CodedOutputStream out) throws IOException;
    }

    /** Collects the options of a request. */
    static final class Builder {
        private final Type type;
        private final List<Setting> settings = new ArrayList<>();

        Builder(Type type) {
            this.type = type;
        }

        Builder add(CriuOption option, Value value) {
            settings.add(new Setting(option, value));
            return this;
        }

        Builder set(CriuOption option, int number) {
            return add(option, new Value.Whole(number));
        }

        Builder set(CriuOption option, String text) {
            return add(option, new Value.Text(text));
        }

        Builder on(CriuOption option) {
            return set(option, 1);
        }

        Builder when(boolean wanted, CriuOption option) {
            return wanted ? on(option) : this;
        }

        Builder pair(CriuOption option, String name, String meaning) {
            return add(option, new Value.Pair(name, meaning));
        }

        Builder numbered(CriuOption option, String name, int number) {
            return add(option, new Value.Numbered(name, number));
        }

        CriuRequest build() {
            return new CriuRequest(type, settings);
        }
    }
}
