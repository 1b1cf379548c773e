package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.schema.DocumentKind;
import dev.jrun.spec.schema.SchemaValidator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code features} prints, and whether it is true. */
@BlackBoxTest
class FeaturesTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void theDocumentIsValid(Jrun jrun) {
        String json = jrun.succeed("features").out();

        assertThat(new SchemaValidator(DocumentKind.FEATURES).validate(json.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void everyMountOptionThatIsListedIsTaken(Jrun jrun, BundleBuilder bundle) {
        JsonNode features = JSON.readTree(jrun.succeed("features").out());
        for (JsonNode option : features.path("mountOptions")) {
            String word = option.asString();
            // A remount and an id-mapped mount need more than the word.
            if (!word.equals("remount") && !word.endsWith("idmap")) {
                bundle.mount("/options/" + word, word.endsWith("bind") ? "bind" : "tmpfs", "/etc", word);
            }
        }
        assertThat(jrun.output(bundle.script("echo all taken"))).isEqualTo("all taken\n");
    }

    @Test
    void everyCapabilityAndNamespaceThatIsListedIsTaken(Jrun jrun, BundleBuilder bundle) {
        JsonNode linux = JSON.readTree(jrun.succeed("features").out()).path("linux");
        String[] names =
                linux.path("capabilities").valueStream().map(JsonNode::asString).toArray(String[]::new);
        bundle.set("/process/capabilities", "{'bounding': ['" + String.join("', '", names) + "']}");
        linux.path("namespaces").forEach(type -> bundle.namespace(type.asString()));
        bundle.set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 0, 'size': 65536}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 0, 'size': 65536}]");

        assertThat(jrun.output(bundle.script("echo all taken"))).isEqualTo("all taken\n");
    }
}
