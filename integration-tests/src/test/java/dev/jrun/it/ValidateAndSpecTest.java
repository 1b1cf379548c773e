package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The commands that make and judge a config. */
@BlackBoxTest
class ValidateAndSpecTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void specMakesAConfigThatRuns(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path file = bundle.folder().resolve("config.json");
        jrun.command("spec").in(bundle.folder()).run().expectSuccess();
        ObjectNode config = (ObjectNode) JSON.readTree(Files.readString(file));
        ObjectNode process = (ObjectNode) config.get("process");
        process.put("terminal", false);
        process.putArray("args").add("echo").add("made by spec");
        Files.writeString(file, config.toPrettyString());

        String id = Jrun.newId();
        assertThat(jrun.command("run", id)
                        .in(bundle.folder())
                        .run()
                        .expectSuccess()
                        .out())
                .isEqualTo("made by spec\n");
    }

    @Test
    void specDoesNotOverwriteAConfig(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path file = Files.writeString(bundle.folder().resolve("config.json"), "precious");

        jrun.call("spec", "--bundle", bundle.folder().toString()).expectFailure("config.json");
        assertThat(file).hasContent("precious");
    }

    @Test
    @JrunOnly("runc has no validate")
    void whatSpecMakesIsValid(Jrun jrun, BundleBuilder bundle) {
        jrun.succeed("spec", "--bundle", bundle.folder().toString());
        assertThat(validate(jrun, bundle).exit()).isZero();
    }

    @Test
    @JrunOnly("runc has no validate")
    void validateNamesWhatIsWrongAndMakesNothing(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/cwd", "'relative'")
                .set("/linux/namespaces/0/type", "'nonsense'")
                .write();

        Result result = validate(jrun, bundle).expectFailure("config.json");
        assertThat(result.out()).contains("/linux/namespaces/0/type");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    private static Result validate(Jrun jrun, BundleBuilder bundle) {
        return jrun.call("validate", "--bundle", bundle.folder().toString());
    }
}
