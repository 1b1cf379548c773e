package dev.jrun.spec.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads a JSON document into a record, token by token. */
public final class SpecReader {
    private final JsonParser parser;
    private final Map<Class<?>, Set<String>> wanted;
    private final List<String> unknown = new ArrayList<>();

    private SpecReader(JsonParser parser, Map<Class<?>, Set<String>> wanted) {
        this.parser = parser;
        this.wanted = wanted;
    }

    /**
     * Reads a document of any record type of the spec.
     *
     * @throws SpecException where the text is no JSON, or not of this type
     */
    public static <T extends Record> T read(Class<T> type, byte[] json) {
        return readAll(type, json).value();
    }

    /**
     * Reads a document and tells which of its members were not looked at.
     *
     * @throws SpecException where the text is no JSON, or not of this type
     */
    public static <T extends Record> Reading<T> readAll(Class<T> type, byte[] json) {
        return read(type, json, Map.of());
    }

    /**
     * Reads what is wanted of a document that was read before as a whole. All else is as if it was absent.
     *
     * @param wanted the members to read of some types; of all others, all are read
     */
    public static <T extends Record> T readPart(Class<T> type, byte[] json, Map<Class<?>, Set<String>> wanted) {
        return read(type, json, wanted).value();
    }

    private static <T extends Record> Reading<T> read(Class<T> type, byte[] json, Map<Class<?>, Set<String>> wanted) {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
            return new SpecReader(parser, wanted).document(type);
        }
    }

    private <T extends Record> Reading<T> document(Class<T> type) {
        try {
            if (parser.nextToken() == null) {
                throw new SpecException("", "the document is empty");
            }
            T value = type.cast(value(MemberType.of(type)));
            if (parser.nextToken() != null) {
                throw new SpecException("", at() + "expected the end of the document, found " + found());
            }
            return new Reading<>(value, unknown);
        } catch (JacksonException e) {
            throw syntaxError(e);
        }
    }

    private Object value(MemberType type) {
        Class<?> plain = type.plain();
        if (type.content().isEmpty()) {
            return plain.isRecord() ? object(plain) : scalar(plain);
        }
        MemberType content = type.content().getFirst();
        if (plain == Optional.class) {
            return Optional.of(value(content));
        }
        return plain == List.class ? list(content) : map(content);
    }

    private Object object(Class<?> type) {
        expect(JsonToken.START_OBJECT, "an object");
        Shape shape = Shape.of(type);
        Object[] values = new Object[shape.size()];
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int index = shape.indexOf(parser.currentName());
            JsonToken token = parser.nextToken();
            if (index < 0) {
                unknown.add(pointer());
                parser.skipChildren();
            } else if (!isWanted(type, shape.name(index))) {
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL || shape.absent(index).isEmpty()) {
                values[index] = value(shape.type(index));
            }
        }
        fillAbsent(shape, values);
        try {
            return shape.create(values);
        } catch (SpecException e) {
            throw e.under(pointer());
        }
    }

    private boolean isWanted(Class<?> type, String member) {
        Set<String> members = wanted.get(type);
        return members == null || members.contains(member);
    }

    private void fillAbsent(Shape shape, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                Optional<Object> absent = shape.absent(i);
                if (absent.isEmpty()) {
                    throw new SpecException(
                            pointer() + "/" + shape.name(i), "missing, expected " + described(shape.type(i)));
                }
                values[i] = absent.get();
            }
        }
    }

    private List<Object> list(MemberType element) {
        expect(JsonToken.START_ARRAY, "an array");
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(element));
        }
        return elements;
    }

    private Map<String, Object> map(MemberType element) {
        expect(JsonToken.START_OBJECT, "an object");
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.isEmpty()) {
                throw new SpecException(pointer(), "expected a name, found an empty one");
            }
            members.put(name, value(element));
        }
        return members;
    }

    private Object scalar(Class<?> type) {
        if (type == String.class) {
            expect(JsonToken.VALUE_STRING, "a string");
            return parser.getString();
        }
        if (type == boolean.class || type == Boolean.class) {
            return bool();
        }
        if (type.isEnum()) {
            return word(type);
        }
        expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
        BigInteger number = parser.getBigIntegerValue();
        if (type == BigInteger.class) {
            return number;
        }
        return type == int.class || type == Integer.class ? (Object) int32(number) : (Object) int64(number);
    }

    private boolean bool() {
        if (parser.currentToken() != JsonToken.VALUE_TRUE) {
            expect(JsonToken.VALUE_FALSE, "true or false");
        }
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    private Object word(Class<?> type) {
        expect(JsonToken.VALUE_STRING, "a string");
        String word = parser.getString();
        for (Object constant : type.getEnumConstants()) {
            if (constant.toString().equals(word)) {
                return constant;
            }
        }
        throw new SpecException(pointer(), "expected " + described(MemberType.of(type)) + ", found " + found());
    }

    private int int32(BigInteger number) {
        if (number.bitLength() >= Integer.SIZE) {
            throw outOfRange(Integer.MIN_VALUE, Integer.MAX_VALUE, number);
        }
        return number.intValue();
    }

    private long int64(BigInteger number) {
        if (number.bitLength() >= Long.SIZE) {
            throw outOfRange(Long.MIN_VALUE, Long.MAX_VALUE, number);
        }
        return number.longValue();
    }

    private SpecException outOfRange(long min, long max, BigInteger number) {
        return new SpecException(pointer(), "expected a number from " + min + " to " + max + ", found " + number);
    }

    private void expect(JsonToken token, String what) {
        if (parser.currentToken() != token) {
            throw new SpecException(pointer(), "expected " + what + ", found " + found());
        }
    }

    private static String described(MemberType type) {
        if (!type.content().isEmpty()) {
            return "a value";
        }
        Class<?> plain = type.plain();
        if (plain.isEnum()) {
            return "one of " + List.of(plain.getEnumConstants());
        }
        if (plain == String.class) {
            return "a string";
        }
        if (plain == Boolean.class) {
            return "true or false";
        }
        return plain.isRecord() ? "an object" : "a whole number";
    }

    private String found() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "the boolean " + parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + shortened(parser.getString());
            case VALUE_STRING -> "the string \"" + shortened(parser.getString()) + "\"";
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                parser.currentToken().toString();
        };
    }

    private static String shortened(String text) {
        String oneLine = text.replace('\n', ' ').replace('\r', ' ');
        return oneLine.length() <= 60 ? oneLine : oneLine.substring(0, 60) + "…";
    }

    private String pointer() {
        return parser.streamReadContext().pathAsPointer().toString();
    }

    private String at() {
        return at(parser.currentTokenLocation());
    }

    private static String at(TokenStreamLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    private SpecException syntaxError(JacksonException e) {
        TokenStreamLocation location = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        return new SpecException(pointer(), at(location) + withoutSource(e.getOriginalMessage()));
    }

    /** Jackson's message without its second line and the note on a source that it does not name. */
    private static String withoutSource(String message) {
        int lineEnd = message.indexOf('\n');
        String line = lineEnd < 0 ? message : message.substring(0, lineEnd);
        int source = line.indexOf("[Source:");
        return source < 0 ? line : line.substring(0, line.lastIndexOf(" (", source));
    }
}
