package dev.jrun.runtime.criu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CriuLogTest {
    @Test
    void theCauseComesFirstAndWhatFollowedFromItBehind() {
        String log = """
                (00.838001) Dumping opened files
                (00.838882) Error (criu/files-reg.c:1710): Can't lookup mount=33 for fd=0 path=/dev/null
                (00.838890) ----------------------------------------
                (00.839119) Error (criu/cr-dump.c:1635): Dump files (pid: 167) failed with -1
                (01.014984) Error (criu/cr-dump.c:2053): Dumping FAILED.
                """;

        assertThat(CriuLog.errors(log))
                .isEqualTo("Can't lookup mount=33 for fd=0 path=/dev/null; Dump files (pid: 167) failed with -1");
    }

    @Test
    void onlyTheLastErrorsAreTold() {
        String log = """
                Error (a.c:1): one
                (00.1)     12: Error (a.c:2): two
                Error (a.c:3): three
                Error (a.c:4): four
                """;

        assertThat(CriuLog.errors(log)).isEqualTo("two; three; four");
    }

    @Test
    void aLogWithoutErrorsTellsNone() {
        assertThat(CriuLog.errors("")).isEmpty();
        assertThat(CriuLog.errors("(00.1) Warn  (a.c:1): odd\n(00.2) Error count: 0\n"))
                .isEmpty();
    }
}
