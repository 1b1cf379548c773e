package dev.jrun.spec.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.json.SpecWriter;
import dev.jrun.spec.samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaValidatorTest {
    private static final SchemaValidator CONFIG = new SchemaValidator(DocumentKind.CONFIG);

    static Stream<Sample> samples() {
        return Sample.all().stream();
    }

    private static List<Violation> config(String json) {
        return CONFIG.validate(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void goodSamplesAreValidAndBadOnesAreNot(Sample sample) {
        DocumentKind kind = DocumentKind.valueOf(sample.kind().toUpperCase(Locale.ROOT));
        assertThat(new SchemaValidator(kind).validate(sample.json()).isEmpty()).isEqualTo(sample.good());
    }

    @Test
    void theDefaultConfigsAreValid() {
        assertThat(config(SpecWriter.toJson(DefaultConfig.config()))).isEmpty();
        assertThat(config(SpecWriter.toJson(DefaultConfig.rootless(1000, 1000))))
                .isEmpty();
    }

    @Test
    void everyViolationIsFoundWithItsPlace() {
        List<Violation> found =
                config("{\"process\":{\"args\":[3],\"cwd\":\"/\",\"user\":{\"uid\":-1}},\"hostname\":[]}");
        assertThat(found)
                .extracting(Violation::toString)
                .containsExactlyInAnyOrder(
                        "required property 'ociVersion' not found",
                        "/hostname: array found, string expected",
                        "/process/args/0: integer found, string expected",
                        "/process/user/uid: must have a minimum value of 0");
    }

    @Test
    void aPlaceInAMapIsEscaped() {
        assertThat(config("{\"ociVersion\":\"1.3.0\",\"linux\":{\"sysctl\":{\"a/b~c\":1}}}"))
                .extracting(Violation::pointer)
                .containsExactly("/linux/sysctl/a~1b~0c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "{]", "{\"ociVersion\":\"1\"} x", "{\"ociVersion\":\"1\",\"ociVersion\":\"1\"}"})
    void whatIsNoJsonIsOneViolation(String text) {
        assertThat(config(text)).hasSize(1);
    }
}
