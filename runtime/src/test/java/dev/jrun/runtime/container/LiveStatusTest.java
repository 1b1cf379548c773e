package dev.jrun.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveStatusTest {
    private static final InitProcess INIT = new InitProcess(42, 5000);
    private static final ContainerState RUNNING = Containers.running(INIT);
    private static final ContainerState CREATED = RUNNING.withStatus(Status.CREATED);

    @TempDir
    private Path proc;

    private ProcessTable processes;

    @BeforeEach
    void useAnEmptyProc() {
        processes = new ProcessTable(proc);
    }

    private void process(char state, long startTime, String exe) throws IOException {
        Path folder = Files.createDirectory(proc.resolve("42"));
        Files.writeString(
                folder.resolve("stat"),
                "42 (a) b (c)) " + state + " 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 " + startTime
                        + " 999 0 0\n");
        Files.createSymbolicLink(folder.resolve("exe"), Path.of(exe));
    }

    @Test
    void aContainerWhoseInitIsGoneIsStopped() {
        assertThat(LiveStatus.of(RUNNING, processes)).isEqualTo(Status.STOPPED);
        assertThat(LiveStatus.of(CREATED, processes)).isEqualTo(Status.STOPPED);
    }

    @Test
    void aZombieIsDead() throws IOException {
        process('Z', 5000, "/bin/sh");

        assertThat(LiveStatus.of(RUNNING, processes)).isEqualTo(Status.STOPPED);
    }

    @Test
    void aLaterProcessWithTheSamePidIsAnother() throws IOException {
        process('S', 5001, "/bin/sh");

        assertThat(LiveStatus.of(RUNNING, processes)).isEqualTo(Status.STOPPED);
    }

    @Test
    void aRunningContainerRuns() throws IOException {
        process('S', 5000, "/bin/sh");

        assertThat(LiveStatus.of(RUNNING, processes)).isEqualTo(Status.RUNNING);
    }

    @Test
    void aCreatedContainerRunsOnceTheStubIsReplaced() throws IOException {
        process('S', 5000, "/bin/sh");

        assertThat(LiveStatus.of(CREATED, processes)).isEqualTo(Status.RUNNING);
    }

    @Test
    void aCreatedContainerWaitsInTheStub() throws IOException {
        process('S', 5000, "/memfd:jrun-stub (deleted)");

        assertThat(LiveStatus.of(CREATED, processes)).isEqualTo(Status.CREATED);
    }

    @Test
    void aContainerThatIsBeingMadeRunsOnceTheStubIsReplaced() throws IOException {
        process('S', 5000, "/memfd:jrun-stub (deleted)");
        ContainerState creating = RUNNING.withStatus(Status.CREATING);
        assertThat(LiveStatus.of(creating, processes)).isEqualTo(Status.CREATING);

        Files.delete(proc.resolve("42/exe"));
        Files.createSymbolicLink(proc.resolve("42/exe"), Path.of("/bin/sh"));
        assertThat(LiveStatus.of(creating, processes)).isEqualTo(Status.RUNNING);
        assertThat(LiveStatus.of(withFreezer(creating, "1\n"), processes)).isEqualTo(Status.PAUSED);
    }

    private ContainerState withFreezer(ContainerState state, String text) throws IOException {
        Path freezer = Files.writeString(proc.resolve("cgroup.freeze"), text);
        return state.withCgroup(new CgroupRecord("cgroupfs", "", List.of(), List.of(), freezer.toString()));
    }

    @Test
    void aContainerWhoseCgroupIsFrozenIsPaused() throws IOException {
        process('S', 5000, "/memfd:jrun-stub (deleted)");

        assertThat(LiveStatus.of(withFreezer(RUNNING, "1\n"), processes)).isEqualTo(Status.PAUSED);
        assertThat(LiveStatus.of(withFreezer(CREATED, "1\n"), processes)).isEqualTo(Status.PAUSED);
        assertThat(LiveStatus.of(withFreezer(RUNNING, "0\n"), processes)).isEqualTo(Status.RUNNING);
        assertThat(LiveStatus.of(withFreezer(CREATED, "0\n"), processes)).isEqualTo(Status.CREATED);
    }

    @Test
    void aContainerWhoseInitWasKilledWhileItWasPausedIsStopped() throws IOException {
        assertThat(LiveStatus.of(withFreezer(RUNNING, "1\n"), processes)).isEqualTo(Status.STOPPED);
        assertThat(LiveStatus.isFrozen(withFreezer(RUNNING, "1\n"))).isTrue();
    }

    @Test
    void aContainerWithoutInitIsWhatItsFileSays() {
        ContainerState state = ContainerState.builder(new ContainerId("web1")).build();

        assertThat(LiveStatus.of(state, processes)).isEqualTo(Status.CREATING);
    }

    @Test
    void thisProcessIsFoundAndAlive() {
        var table = new ProcessTable();
        int pid = (int) ProcessHandle.current().pid();

        Optional<InitProcess> self = table.find(pid);

        assertThat(self).hasValueSatisfying(process -> {
            assertThat(process.startTime()).isPositive();
            assertThat(table.isAlive(process)).isTrue();
            assertThat(table.isAlive(new InitProcess(pid, process.startTime() - 1)))
                    .isFalse();
            assertThat(table.executable(process))
                    .hasValueSatisfying(exe -> assertThat(exe).endsWith("java"));
        });
    }

    @Test
    void aProcessThatEndsUnderItsOldNameHasExecutedNothing() throws IOException {
        Path folder = Files.createDirectory(proc.resolve("42"));

        assertThat(processes.endsAs(42, "jrun:[start]")).isFalse();
        named(folder, "jrun:[start]", "jrun:[start]", 'Z', 4228);
        assertThat(processes.endsAs(42, "jrun:[start]")).isTrue();
        named(folder, "true", "true", 'Z', 4228);
        assertThat(processes.endsAs(42, "jrun:[start]")).isFalse();
        // It may execute its program between the two questions.
        named(folder, "jrun:[start]", "true", 'Z', 4228);
        assertThat(processes.endsAs(42, "jrun:[start]")).isFalse();
        // Between the close of its descriptors and its new name a process is as alive as any.
        named(folder, "jrun:[start]", "jrun:[start]", 'R', 4224);
        assertThat(processes.endsAs(42, "jrun:[start]")).isFalse();
    }

    private static void named(Path folder, String comm, String name, char state, int flags) throws IOException {
        Files.writeString(folder.resolve("comm"), comm + "\n");
        Files.writeString(
                folder.resolve("stat"),
                "42 (%s) %s 1 42 42 0 -1 %d 1 2 3 4 5 6 7 8 20 0 1 0 5000 999 0 0\n".formatted(name, state, flags));
    }
}
