package dev.jrun.spec.json;

import java.io.StringWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/** Writes a record as a JSON document, absent members left out. */
public final class SpecWriter {
    private final JsonGenerator generator;

    private SpecWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /** The document, indented by two spaces, with a line break at its end. */
    public static String toJson(Record document) {
        return write(document, new Indented()) + "\n";
    }

    /** The document on one line, without a line break. */
    public static String toCompactJson(Record document) {
        return write(document, ObjectWriteContext.empty());
    }

    private static String write(Record document, ObjectWriteContext context) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(context, text)) {
            new SpecWriter(generator).object(document);
        }
        return text.toString();
    }

    private void object(Record document) {
        generator.writeStartObject();
        Shape shape = Shape.of(document.getClass());
        for (int i = 0; i < shape.size(); i++) {
            Object value = shape.get(document, i);
            if (!isAbsent(shape.plainType(i), value)) {
                generator.writeName(shape.name(i));
                value(value);
            }
        }
        generator.writeEndObject();
    }

    /** Numbers are written even if they are 0: a user's {@code uid} is better seen. */
    private static boolean isAbsent(Class<?> type, Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty();
        }
        if (value instanceof List<?> list) {
            return list.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty();
        }
        return type == boolean.class && value.equals(false);
    }

    private void value(Object value) {
        switch (value) {
            case Optional<?> optional -> value(optional.orElseThrow());
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case Record object -> object(object);
            case Boolean bool -> generator.writeBoolean(bool);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case BigInteger number -> generator.writeNumber(number);
            default -> generator.writeString(value.toString());
        }
    }

    private void list(List<?> elements) {
        generator.writeStartArray();
        for (Object element : elements) {
            value(element);
        }
        generator.writeEndArray();
    }

    private void map(Map<?, ?> members) {
        generator.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            generator.writeName((String) member.getKey());
            value(member.getValue());
        }
        generator.writeEndObject();
    }

    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            DefaultIndenter lines = new DefaultIndenter("  ", "\n");
            Separators separators = Separators.createDefaultInstance()
                    .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator("");
            return new DefaultPrettyPrinter(separators)
                    .withObjectIndenter(lines)
                    .withArrayIndenter(lines);
        }
    }
}
