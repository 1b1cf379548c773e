package dev.jrun.spec.schema;

import dev.jrun.spec.samples.Pointers;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Ways to change a document a little. */
enum Mutation {
    DELETE {
        @Override
        JsonNode apply(JsonNode document, JsonPointer place, Random random) {
            return Pointers.removed(document, place);
        }
    },
    OTHER_TYPE {
        @Override
        JsonNode apply(JsonNode document, JsonPointer place, Random random) {
            return Pointers.replaced(
                    document,
                    place,
                    oneOf(
                            random,
                            "null",
                            "true",
                            "7",
                            "1.5",
                            "1.0",
                            "1e2",
                            "\"text\"",
                            "[]",
                            "{}",
                            "[1]",
                            "{\"a\":1}"));
        }
    },
    OTHER_WORD {
        @Override
        JsonNode apply(JsonNode document, JsonPointer place, Random random) {
            JsonNode value = document.at(place);
            if (!value.isString()) {
                return DELETE.apply(document, place, random);
            }
            String word = value.asString();
            String other = random.nextBoolean() ? word + "X" : word.toLowerCase(Locale.ROOT);
            return Pointers.replaced(document, place, JSON.readTree('"' + other + '"'));
        }
    },
    OTHER_NUMBER {
        @Override
        JsonNode apply(JsonNode document, JsonPointer place, Random random) {
            return Pointers.replaced(
                    document,
                    place,
                    oneOf(
                            random,
                            "-1",
                            "0",
                            "512",
                            "4095",
                            "4096",
                            "65535",
                            "65536",
                            "4294967295",
                            "4294967296",
                            "-2147483649",
                            "9223372036854775808",
                            "18446744073709551616",
                            "-9223372036854775809"));
        }
    },
    EMPTY_TEXT {
        @Override
        JsonNode apply(JsonNode document, JsonPointer place, Random random) {
            return Pointers.replaced(document, place, JSON.readTree("\"\""));
        }
    },
    UNKNOWN_MEMBER {
        @Override
        JsonNode apply(JsonNode document, JsonPointer place, Random random) {
            JsonNode copy = document.deepCopy();
            JsonNode target = copy.at(place);
            ObjectNode object = target instanceof ObjectNode inner ? inner : (ObjectNode) copy;
            object.set(random.nextInt(4) == 0 ? "" : "unknown", oneOf(random, "1", "\"text\"", "{}", "[]"));
            return copy;
        }
    };

    private static final JsonMapper JSON = new JsonMapper();

    abstract JsonNode apply(JsonNode document, JsonPointer place, Random random);

    private static JsonNode oneOf(Random random, String... values) {
        return JSON.readTree(values[random.nextInt(values.length)]);
    }

    /** One change of a random kind in a random place. */
    static JsonNode random(JsonNode document, Random random) {
        List<JsonPointer> places = Pointers.of(document);
        JsonPointer place = places.get(random.nextInt(places.size()));
        return values()[random.nextInt(values().length)].apply(document, place, random);
    }
}
