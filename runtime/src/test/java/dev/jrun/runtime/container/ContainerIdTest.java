package dev.jrun.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"web1", "a", "A_b+c-d.e", "...", "-x", "0123456789abcdef"})
    void takesLettersDigitsAndAFewSigns(String id) {
        assertThat(new ContainerId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../a", "a b", "a:b", "ä", "a\n", "a\0"})
    void refusesEverythingElse(String id) {
        assertThatThrownBy(() -> new ContainerId(id))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("invalid container ID format");
    }

    @Test
    void refusesMoreThan1024Characters() {
        assertThat(new ContainerId("a".repeat(1024)).value()).hasSize(1024);
        assertThatThrownBy(() -> new ContainerId("a".repeat(1025))).isInstanceOf(InvalidInputException.class);
    }
}
