package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    private static final String TABLE = """
            UID        PID  PPID CMD
            root         1     0 init 12
            root        12     1 sh -c 13
            daemon     120    12 sleep
            root         -     - [thread]
            """;

    @Test
    void keepsTheHeaderAndTheLinesOfThePids() {
        assertThat(Processes.only(List.of(12L, 120L), TABLE)).isEqualTo("""
            UID        PID  PPID CMD
            root        12     1 sh -c 13
            daemon     120    12 sleep
            """);
    }

    @Test
    void aColumnOfParentsIsNotTaken() {
        assertThat(Processes.only(List.of(1L), "PPID   PID\n   1    12\n   0     1\n"))
                .isEqualTo("PPID   PID\n   0     1\n");
    }

    @Test
    void keepsTheHeaderAloneWhereTheContainerHasNoProcesses() {
        assertThat(Processes.only(List.of(), TABLE)).isEqualTo("UID        PID  PPID CMD\n");
    }

    @Test
    void aTableWithoutPidsIsRefused() {
        assertThatThrownBy(() -> Processes.only(List.of(12L), "CMD\nsh\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("couldn't find PID field");
    }
}
