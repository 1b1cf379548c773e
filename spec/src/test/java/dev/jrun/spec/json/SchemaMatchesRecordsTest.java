package dev.jrun.spec.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.Config;
import dev.jrun.spec.State;
import dev.jrun.spec.features.Features;
import dev.jrun.spec.schema.SchemaValidator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records and schemas say the same in two ways: names, requirements, types and words are compared one by one. */
class SchemaMatchesRecordsTest {
    private static final Set<String> OTHER_PLATFORMS = Set.of("solaris", "windows", "vm", "zos", "freebsd");

    private final Set<Class<?>> compared = new HashSet<>();
    private int members;

    @Test
    void theConfigSchemaHasTheMembersOfTheRecords() {
        compare("config", Config.class);
        assertThat(members).isGreaterThan(150);
    }

    @Test
    void theStateSchemaHasTheMembersOfTheRecord() {
        compare("state", State.class);
        assertThat(members).isEqualTo(6);
    }

    @Test
    void theFeaturesSchemaHasTheMembersOfTheRecords() {
        compare("features", Features.class);
        assertThat(members).isGreaterThan(25);
    }

    private void compare(String schema, Class<?> type) {
        JsonNode document = schema(schema + ".json");
        record(type, document, document);
    }

    private void record(Class<?> type, JsonNode node, JsonNode document) {
        if (!compared.add(type)) {
            return;
        }
        Shape shape = Shape.of(type);
        Set<String> names = new TreeSet<>(node.path("properties").propertyNames());
        if (type == Config.class) {
            names.removeAll(OTHER_PLATFORMS);
        }
        assertThat(names).as("members of %s", type).isEqualTo(names(shape));
        assertThat(required(node)).as("required members of %s", type).isEqualTo(requiredNames(shape));
        for (int i = 0; i < shape.size(); i++) {
            members++;
            value(shape.type(i), node.path("properties").path(shape.name(i)), document);
        }
    }

    private void value(MemberType type, JsonNode node, JsonNode document) {
        if (node.has("$ref")) {
            String[] reference = node.path("$ref").asString().split("#", -1);
            JsonNode target = reference[0].isEmpty() ? document : schema(reference[0]);
            value(type, target.at(reference[1]), target);
        } else if (type.content().isEmpty()) {
            plain(type.plain(), node, document);
        } else {
            container(type.plain(), type.content().getFirst(), node, document);
        }
    }

    private void container(Class<?> type, MemberType content, JsonNode node, JsonNode document) {
        if (type == Optional.class) {
            value(content, node, document);
        } else if (type == List.class) {
            assertThat(node.path("type").asString()).isEqualTo("array");
            value(content, node.path("items"), document);
        } else {
            assertThat(type).isEqualTo(Map.class);
            assertThat(node.path("type").asString()).isEqualTo("object");
            value(content, node.path("additionalProperties"), document);
        }
    }

    private void plain(Class<?> type, JsonNode node, JsonNode document) {
        if (type.isRecord()) {
            record(type, node, document);
        } else if (type.isEnum()) {
            assertThat(texts(node.path("enum"))).isEqualTo(words(type));
        } else if (type == String.class) {
            assertThat(Set.of(node.path("type").asString("enum"))).isSubsetOf("string", "enum");
        } else if (type == boolean.class || type == Boolean.class) {
            assertThat(node.path("type").asString()).isEqualTo("boolean");
        } else {
            assertThat(node.path("type").asString()).as("%s", type).isEqualTo("integer");
        }
    }

    private static Set<String> names(Shape shape) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < shape.size(); i++) {
            names.add(shape.name(i));
        }
        return names;
    }

    private static Set<String> requiredNames(Shape shape) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < shape.size(); i++) {
            // A list that must not be empty is the one that a record's constructor asks for.
            if (shape.absent(i).isEmpty() || shape.name(i).equals("names")) {
                names.add(shape.name(i));
            }
        }
        return names;
    }

    private static Set<String> required(JsonNode node) {
        return texts(node.path("required"));
    }

    private static Set<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> words(Class<?> type) {
        return Stream.of(type.getEnumConstants()).map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode schema(String name) {
        try (InputStream resource = SchemaValidator.class.getResourceAsStream(name)) {
            return new JsonMapper().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
