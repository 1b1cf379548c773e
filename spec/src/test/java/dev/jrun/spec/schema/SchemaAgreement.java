package dev.jrun.spec.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.samples.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows that the project's schemas say what the official ones say, but for the {@link KnownDifference}s.
 *
 * <p>Run by {@code make schema-agreement OCI_SCHEMA_DIR=…}, a folder with the official schemas and their samples in
 * {@code test/}. Its name keeps it out of the ordinary tests, which need nothing from outside of the repository.
 */
class SchemaAgreement {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long SEED = 20250101;
    private static final int CHANGES = 200;

    private static final Map<String, OfficialSchema> OFFICIAL = new HashMap<>();
    private static final Map<String, SchemaValidator> OURS = new HashMap<>();
    private static final List<Sample> SAMPLES = new ArrayList<>();

    private final Map<String, Integer> counts = new TreeMap<>();

    @BeforeAll
    static void load() {
        String folder = System.getProperty("oci.schema.dir", "");
        assertThat(folder).as("system property oci.schema.dir").isNotEmpty();
        Path official = Path.of(folder);
        assertThat(Files.isRegularFile(official.resolve("config-schema.json")))
                .as("%s has schemas", official)
                .isTrue();
        for (DocumentKind kind : DocumentKind.values()) {
            OFFICIAL.put(kind.schema(), new OfficialSchema(official, kind.schema()));
            OURS.put(kind.schema(), new SchemaValidator(kind));
        }
        SAMPLES.addAll(Sample.below(official.resolve("test")));
        SAMPLES.addAll(Sample.all());
    }

    @Test
    void samplesAreJudgedAlike() {
        for (Sample sample : SAMPLES) {
            JsonNode document = parsed(sample);
            if (document.isMissingNode()) {
                assertThat(validator(sample.kind()).validate(sample.json()))
                        .as("%s", sample)
                        .isNotEmpty();
                count("not JSON, refused");
            } else {
                compare(sample.toString(), sample.kind(), document);
            }
        }
        report("samples");
    }

    @Test
    void theOfficialSamplesAreJudgedAsTheirFoldersSay() {
        String official = System.getProperty("oci.schema.dir");
        for (Sample sample : SAMPLES) {
            boolean otherPlatform = sample.toString().equals("config/bad/freebsd-vnet-disable.json");
            if (sample.file().startsWith(official) && !otherPlatform) {
                assertThat(validator(sample.kind()).validate(sample.json()).isEmpty())
                        .as("%s", sample)
                        .isEqualTo(sample.good());
            }
        }
    }

    @Test
    void changedSamplesAreJudgedAlike() {
        Random random = new Random(SEED);
        for (Sample sample : SAMPLES) {
            JsonNode document = parsed(sample);
            for (int i = 0; i < CHANGES && sample.good(); i++) {
                JsonNode changed = Mutation.random(document, random);
                compare(sample + ", change " + i, sample.kind(), changed);
            }
        }
        report("changed samples");
        assertThat(counts.get("both accept")).isGreaterThan(100);
        assertThat(counts.get("both refuse")).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(KnownDifference.class)
    void aKnownDifferenceIsStillOne(KnownDifference difference) {
        JsonNode witness = difference.witness();
        assertThat(ours(difference.kind, witness))
                .as("%s is stale: %s", difference, difference.reason)
                .isNotEqualTo(official(difference.kind, witness));
        Map.Entry<List<KnownDifference>, JsonNode> neutral = KnownDifference.neutralized(difference.kind, witness);
        assertThat(neutral.getKey()).containsExactly(difference);
        assertThat(ours(difference.kind, neutral.getValue())).isEqualTo(official(difference.kind, neutral.getValue()));
    }

    private void compare(String name, String kind, JsonNode document) {
        boolean ours = ours(kind, document);
        if (ours == official(kind, document)) {
            count(ours ? "both accept" : "both refuse");
            return;
        }
        Map.Entry<List<KnownDifference>, JsonNode> neutral = KnownDifference.neutralized(kind, document);
        assertThat(ours(kind, neutral.getValue()))
                .as("%s (ours; is it a difference that is not known?): %s", name, document)
                .isEqualTo(official(kind, neutral.getValue()));
        count("known difference " + neutral.getKey());
    }

    private static SchemaValidator validator(String kind) {
        return Objects.requireNonNull(OURS.get(kind));
    }

    private static boolean ours(String kind, JsonNode document) {
        return validator(kind).validate(document).isEmpty();
    }

    private static boolean official(String kind, JsonNode document) {
        return Objects.requireNonNull(OFFICIAL.get(kind)).accepts(document);
    }

    private static JsonNode parsed(Sample sample) {
        try {
            return JSON.readTree(sample.json());
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }

    private void count(String outcome) {
        counts.merge(outcome, 1, Integer::sum);
    }

    private void report(String what) {
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        Stream.concat(
                        Stream.of("%s: %d".formatted(what, total)),
                        counts.entrySet().stream()
                                .map(entry -> "  %-60s %d"
                                        .formatted(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue())))
                .forEach(System.out::println);
    }
}
