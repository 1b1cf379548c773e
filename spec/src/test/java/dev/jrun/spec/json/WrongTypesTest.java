package dev.jrun.spec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jrun.spec.samples.Pointers;
import dev.jrun.spec.samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeType;

/** Every value of the documents that have every member, put wrong in every way. */
class WrongTypesTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> OTHERS = List.of("true", "3", "1.5", "1e3", "\"text\"", "[]", "{}");

    /** What a list that must not be empty says where it is absent. */
    private static final String EMPTY = "expected at least one element";

    static Stream<Arguments> places() {
        return Stream.of("config", "state", "features").flatMap(kind -> {
            Sample sample = Sample.named(kind + "/good/everything.json");
            JsonNode document = MAPPER.readTree(sample.json());
            return Pointers.of(document).stream().map(place -> Arguments.of(sample, place));
        });
    }

    @Test
    void thereAreHundredsOfPlaces() {
        assertThat(places()).hasSizeGreaterThan(300);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aValueOfAnotherTypeIsRefusedWhereItStands(Sample sample, JsonPointer place) {
        JsonNode document = MAPPER.readTree(sample.json());
        JsonNode original = document.at(place);
        for (String json : OTHERS) {
            JsonNode other = MAPPER.readTree(json);
            if (other.getNodeType() != original.getNodeType() || other.isFloat() || other.isDouble()) {
                SpecException refusal = refusal(sample, Pointers.replaced(document, place, other));
                assertThat(refusal).as("%s instead of %s", other, original).isNotNull();
                assertThat(refusal.pointer()).isEqualTo(place.toString());
                assertThat(refusal.problem()).startsWith("expected ").contains(", found ");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void nullIsAbsentOrRefusedWhereItStands(Sample sample, JsonPointer place) {
        JsonNode document = MAPPER.readTree(sample.json());
        SpecException refusal = refusal(sample, Pointers.replaced(document, place, MAPPER.readTree("null")));
        SpecException removal = refusal(sample, Pointers.removed(document, place));
        boolean element = document.at(place.head()).isArray();
        if (refusal == null) {
            assertThat(removal).isNull();
        } else {
            assertThat(refusal.pointer()).isEqualTo(place.toString());
            assertThat(refusal.problem()).matches(".*, found null|" + EMPTY);
            assertThat(removal != null || element || isMap(sample, place)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void aMissingMemberIsFineOrNamed(Sample sample, JsonPointer place) {
        JsonNode document = MAPPER.readTree(sample.json());
        SpecException refusal = refusal(sample, Pointers.removed(document, place));
        if (refusal != null) {
            assertThat(refusal.pointer()).isEqualTo(place.toString());
            assertThat(refusal.problem()).matches("missing, expected .*|" + EMPTY);
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void aNumberIsNeverTakenBeyondItsRange(Sample sample, JsonPointer place) {
        JsonNode document = MAPPER.readTree(sample.json());
        if (document.at(place).getNodeType() == JsonNodeType.NUMBER) {
            for (String number : List.of("18446744073709551616", "-9223372036854775809")) {
                SpecException refusal = refusal(sample, Pointers.replaced(document, place, MAPPER.readTree(number)));
                assertThat(refusal).isNotNull();
                assertThat(refusal.pointer()).isEqualTo(place.toString());
                assertThat(refusal.problem()).matches("expected a number from -?\\d+ to \\d+, found " + number);
            }
        }
    }

    /** The spec has four maps; removing an entry is never an error, a null in it is. */
    private static boolean isMap(Sample sample, JsonPointer place) {
        String parent = place.head().toString();
        return sample.kind().equals("config")
                        && List.of(
                                        "/annotations",
                                        "/linux/sysctl",
                                        "/linux/netDevices",
                                        "/linux/resources/rdma",
                                        "/linux/resources/unified")
                                .contains(parent)
                || parent.equals("/annotations");
    }

    private static SpecException refusal(Sample sample, JsonNode document) {
        byte[] json = document.toString().getBytes(StandardCharsets.UTF_8);
        return catchThrowableOfType(SpecException.class, () -> SpecReader.read(sample.type(), json));
    }
}
