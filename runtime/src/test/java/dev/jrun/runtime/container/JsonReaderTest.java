package dev.jrun.runtime.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonReaderTest {
    @Test
    void valuesAreReadByTheirTypes() {
        JsonReader json = reader(" { \"a\" : -12 ,\n\"b\":[true,false],\t\"c\":{},\"d\":\"x\" } \n");
        List<Object> values = new ArrayList<>();
        for (boolean more = json.begin('{'); more; more = json.next('}')) {
            switch (json.name()) {
                case "a" -> values.add(json.number());
                case "b" -> {
                    for (boolean element = json.begin('['); element; element = json.next(']')) {
                        values.add(json.bool());
                    }
                }
                case "c" -> values.add(json.begin('{'));
                default -> values.add(json.string());
            }
        }
        json.end();

        assertThat(values).containsExactly(-12L, true, false, false, "x");
    }

    @Test
    void escapesAreUndone() {
        assertThat(reader("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\ude00ä\"")
                        .string())
                .isEqualTo("\"\\/\b\f\n\r\tä😀ä");
    }

    @Test
    void everyCharacterIsWrittenAsALibraryReadsItAndReadBack() {
        var text = new StringBuilder();
        for (char c = 0; c < 0x800; c++) {
            text.append(c);
        }
        String all = text.append("…😀").toString();
        byte[] written = new JsonWriter(false).string(all).toString().getBytes(UTF_8);

        try (JsonParser library = new JsonFactory().createParser(ObjectReadContext.empty(), written)) {
            library.nextToken();
            assertThat(library.getString()).isEqualTo(all);
        }
        assertThat(new JsonReader(written).string()).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "[[],{\"a\":[{}]}]", "\"x\"", "-1.5e+3", "1E9", "null", "true"})
    void aValueOfAnyTypeIsPassedOver(String value) {
        JsonReader json = reader(value);
        json.skip();
        json.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[",
                "[1",
                "[1,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "[1}",
                "\"x",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u00g0\"",
                "\"\\u00",
                "?",
                "[] []"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> {
                    JsonReader json = reader(text);
                    json.skip();
                    json.end();
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected ");
    }

    @Test
    void otherTypesAreRefused() {
        assertThatThrownBy(() -> reader("\"1\"").number())
                .hasMessage("expected a whole number instead of \"\" at character 1");
        assertThatThrownBy(() -> reader("1.5").number())
                .hasMessage("expected a whole number instead of \"1.5\" at character 4");
        assertThatThrownBy(() -> reader("4294967296").integer()).hasMessageStartingWith("expected a number of 32 bits");
        assertThatThrownBy(() -> reader("null").bool()).hasMessageStartingWith("expected true or false");
        assertThatThrownBy(() -> reader("null").string()).hasMessage("expected \"\"\" at character 1");
        assertThatThrownBy(() -> reader("[".repeat(1_000_000)).skip()).hasMessageStartingWith("expected no deeper");
    }

    private static JsonReader reader(String text) {
        return new JsonReader(text.getBytes(UTF_8));
    }
}
