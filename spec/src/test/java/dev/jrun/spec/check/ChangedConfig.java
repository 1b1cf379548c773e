package dev.jrun.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.json.SpecWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The default configuration with some members changed. */
final class ChangedConfig {
    private static final JsonMapper MAPPER = new JsonMapper();

    private ChangedConfig() {}

    /** Each change is a JSON pointer and the JSON to put there; {@code null} takes the member away. */
    static Config with(String... changes) {
        ObjectNode config = (ObjectNode) MAPPER.readTree(SpecWriter.toJson(DefaultConfig.config()));
        for (int i = 0; i < changes.length; i += 2) {
            change(config, JsonPointer.compile(changes[i]), MAPPER.readTree(changes[i + 1]));
        }
        return ConfigReader.read(config.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void change(ObjectNode config, JsonPointer pointer, JsonNode value) {
        ObjectNode parent = (ObjectNode) config.at(pointer.head());
        String name = pointer.last().getMatchingProperty();
        if (value.isNull()) {
            parent.remove(name);
        } else {
            parent.set(name, value);
        }
    }

    /** The configuration with the changes has this problem and no other. */
    static void assertProblem(Severity severity, String pointer, String message, String... changes) {
        assertThat(SemanticChecks.check(with(changes))).containsExactly(new Problem(severity, pointer, message));
    }
}
