package dev.jrun.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jrun.runtime.embed.Completion;
import dev.jrun.runtime.embed.Container;
import dev.jrun.runtime.embed.ContainerRuntime;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.JrunException;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jrun as a library: this JVM is the engine. */
@BlackBoxTest
class EmbeddingTest {
    private static final int SIGTERM = 15;

    @TempDir
    private Path folder;

    private ContainerRuntime runtime;

    @BeforeEach
    void open() {
        runtime = ContainerRuntime.open(folder.resolve("root"));
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void aContainerRunsAndTellsWhatItWroteAndHowItEnded(BundleBuilder bundle) {
        Path written = bundle.script("echo out; echo err >&2; exit 7").write();
        try (Container container = runtime.create(Jrun.newId(), written)) {
            assertThat(container.status()).isEqualTo(Status.CREATED);

            container.start();

            assertThat(container.await()).isEqualTo(7);
            assertThat(container.out()).isEqualTo("out\n");
            assertThat(container.err()).isEqualTo("err\n");
            assertThat(container.status()).isEqualTo(Status.STOPPED);
        }
    }

    @Test
    void aContainerIsMadeOfAConfigurationInMemory(BundleBuilder bundle) {
        Config config =
                ConfigReader.read(bundle.script("exit 9").config().toString().getBytes(UTF_8));
        bundle.sleeping().write();

        try (Container container = runtime.create(Jrun.newId(), bundle.folder(), config)) {
            container.start();
            assertThat(container.await()).isEqualTo(9);
        }
    }

    @Test
    void waitingEndsAtItsLimitWhileTheContainerRuns(BundleBuilder bundle) {
        try (Container container =
                runtime.create(Jrun.newId(), bundle.sleeping().write())) {
            container.start();

            assertThat(container.await(Duration.ofMillis(1))).isEmpty();
            assertThat(container.status()).isEqualTo(Status.RUNNING);
        }
    }

    @Test
    void aSignalReachesTheContainersProcess(BundleBuilder bundle) {
        Path written = bundle.script("trap 'exit 3' TERM; echo ready; while true; do sleep 0.01; done")
                .write();
        try (Container container = runtime.create(Jrun.newId(), written)) {
            container.start();
            Await.until("the trap", container::out, "ready\n"::equals);

            container.signal(SIGTERM);

            assertThat(container.await()).isEqualTo(3);
            assertThatExceptionOfType(ContainerStateException.class)
                    .isThrownBy(() -> container.signal(SIGTERM))
                    .withMessageContaining("container not running");
        }
    }

    @Test
    void anotherProgramRunsInTheContainer(BundleBuilder bundle) {
        try (Container container =
                runtime.create(Jrun.newId(), bundle.sleeping().write())) {
            container.start();

            Completion completion = container.exec("sh", "-c", "cat /proc/1/comm; echo err >&2; exit 4");

            assertThat(completion).isEqualTo(new Completion(4, "sleep\n", "err\n"));
            assertThatExceptionOfType(JrunException.class)
                    .isThrownBy(() -> container.exec("no-such-program"))
                    .withMessageContaining("executable file not found");
        }
    }

    @Test
    void closingTheRuntimeDeletesWhatStillRuns(BundleBuilder bundle) {
        Container container = runtime.create(Jrun.newId(), bundle.sleeping().write());
        container.start();
        int pid = container.pid();

        runtime.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThatExceptionOfType(ContainerStateException.class)
                .isThrownBy(container::start)
                .withMessageContaining("was deleted");
    }

    @Test
    void aCreateThatFailsSaysWhyAndLeavesNothing(BundleBuilder bundle) {
        Path written = bundle.args("/no/such/program").write();

        assertThatExceptionOfType(JrunException.class)
                .isThrownBy(() -> runtime.create(Jrun.newId(), written))
                .withMessageContaining("/no/such/program: no such file or directory");
        assertThat(Subreaper.descendants()).isEmpty();
    }

    @Test
    void manyThreadsMakeContainersAtATime(BundleBuilder bundle) throws Exception {
        Path written = bundle.script("exit 5").write();
        List<Future<Integer>> exitCodes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 32; i++) {
                exitCodes.add(threads.submit(() -> runToItsEnd(written)));
            }
        }
        for (Future<Integer> exitCode : exitCodes) {
            assertThat(exitCode.get()).isEqualTo(5);
        }
    }

    private int runToItsEnd(Path bundle) {
        try (Container container = runtime.create(Jrun.newId(), bundle)) {
            container.start();
            return container.await();
        }
    }
}
