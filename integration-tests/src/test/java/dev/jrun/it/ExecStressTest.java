package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many execs, in a row and at once. {@code -Djrun.execs=N} says how many: 500 in a row are worth the time at times. */
@BlackBoxTest
@Timeout(1200)
class ExecStressTest {
    private static final int EXECS = Integer.getInteger("jrun.execs", 25);

    /** More than a terminal holds, so that the last of it is on its way when the process ends. */
    private static final int LINES = 3000;

    private static final int AT_ONCE_AT_MOST = 100;

    @Test
    void noByteIsLostOfManyTerminalsInARow(Jrun jrun, BundleBuilder bundle) {
        String expected =
                IntStream.rangeClosed(1, LINES).mapToObj(i -> i + "\n").collect(Collectors.joining());
        try (Container container = jrun.start(bundle.sleeping())) {
            for (int i = 0; i < EXECS; i++) {
                Result result = jrun.succeed("exec", "-t", container.id(), "busybox", "seq", "1", "" + LINES);
                assertThat(result.out()).as("exec %d", i).isEqualTo(expected);
            }
            assertThat(Subreaper.descendants()).containsExactly(container.init());
        }
    }

    @Test
    void manyProcessesCanBeAddedAtTheSameTime(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            List<Invocation> execs = new ArrayList<>();
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < Math.min(EXECS, AT_ONCE_AT_MOST); i++) {
                Invocation exec = jrun.command("exec", container.id(), "sh", "-c", "echo $0; exit $0", "" + i);
                execs.add(exec);
                processes.add(exec.start());
            }
            for (int i = 0; i < execs.size(); i++) {
                Result result = execs.get(i).finish(processes.get(i));
                assertThat(result.out()).isEqualTo(i + "\n");
                assertThat(result.exit()).isEqualTo(i);
                assertThat(result.err()).isEmpty();
            }
            assertThat(Subreaper.descendants()).containsExactly(container.init());
        }
    }
}
