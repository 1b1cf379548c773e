package dev.jrun.spec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.spec.samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SamplesTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    static Stream<Sample> good() {
        return Sample.all().stream().filter(Sample::good);
    }

    static Stream<Sample> bad() {
        return Sample.all().stream().filter(sample -> !sample.good());
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatWasWrittenReadsTheSame(Sample sample) {
        Record first = SpecReader.read(sample.type(), sample.json());
        byte[] written = SpecWriter.toJson(first).getBytes(StandardCharsets.UTF_8);
        Record second = SpecReader.read(sample.type(), written);
        assertThat(second).isEqualTo(first).hasSameHashCodeAs(first);
        assertThat(SpecWriter.toJson(second)).isEqualTo(SpecWriter.toJson(first));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badDocumentsAreRefused(Sample sample) {
        assertThatThrownBy(() -> SpecReader.read(sample.type(), sample.json())).isInstanceOf(SpecException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "state", "features"})
    void noMemberOfAFullDocumentIsLost(String kind) {
        Sample sample = Sample.named(kind + "/good/everything.json");
        Reading<? extends Record> reading = SpecReader.readAll(sample.type(), sample.json());
        assertThat(reading.unknown()).isEqualTo(List.of());
        assertThat(MAPPER.readTree(SpecWriter.toJson(reading.value()))).isEqualTo(MAPPER.readTree(sample.json()));
        assertThat(MAPPER.readTree(SpecWriter.toCompactJson(reading.value())))
                .isEqualTo(MAPPER.readTree(sample.json()));
    }
}
