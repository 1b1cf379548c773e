package dev.jrun.runtime.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotatedPropertiesTest {
    private static UnitProperty property(String name, String text) {
        List<UnitProperty> properties =
                AnnotatedProperties.of(Map.of("org.systemd.property." + name, text, "other", "x"));
        assertThat(properties).hasSize(1);
        return properties.getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'text' | s",
                "\"text\" | s",
                "true | b",
                "5 | i",
                "uint64 5 | t",
                "@t 5 | t",
                "byte 0x1f | y",
                "1.5 | d",
                "['a', 'b'] | as",
                "@as [] | as",
                "('a', uint32 1) | (su)",
                "[('/dev/null', 'rw')] | a(ss)"
            })
    void aValueHasTheTypeThatItsTextSays(String text, String signature) {
        assertThat(property("Some", text).value().signature()).isEqualTo(signature);
    }

    @Test
    void quotesAndBackslashesAreTakenAway() {
        assertThat(property("Some", " 'it\\'s \\\\ \"x\"' ").value())
                .isEqualTo(new PropertyValue.Text("it's \\ \"x\""));
    }

    @Test
    void secondsAreToldInMicroseconds() {
        assertThat(property("TimeoutStopSec", "5"))
                .isEqualTo(new UnitProperty("TimeoutStopUSec", PropertyValue.count(BigInteger.valueOf(5_000_000))));
        assertThat(property("TimeoutStopSec", "0.25").value())
                .isEqualTo(PropertyValue.count(BigInteger.valueOf(250_000)));
        assertThat(property("TimeoutStopUSec", "uint64 7").name()).isEqualTo("TimeoutStopUSec");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Some | text | quotes",
                "Some | 'text | closing",
                "Some | [1, 2 | comma",
                "Some | [] | type",
                "Some | 1 2 | the end",
                "Some | uint32 -1 | type u",
                "Some | byte 256 | type y",
                "Some | @s 5 | type s",
                "Some | `` | a value",
                "no-name | 1 | name of a property",
                "TimeoutStopSec | 'long' | seconds"
            })
    void whatIsNotRightIsRefusedByItsAnnotation(String name, String text, String why) {
        assertThatThrownBy(() -> property(name, text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/annotations/org.systemd.property." + name + ": ")
                .hasMessageContaining(why);
    }
}
