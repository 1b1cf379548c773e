package dev.jrun.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateReportTest {
    private static final ContainerState STATE = Containers.running(new InitProcess(1234, 1));
    private static final StateReport RUNNING = new StateReport(STATE, Status.RUNNING, "alice");

    @Test
    void oneContainerIsAnIndentedObject() {
        assertThat(RUNNING.toJson()).isEqualTo("""
                {
                  "ociVersion": "1.3.0",
                  "id": "web1",
                  "pid": 1234,
                  "status": "running",
                  "bundle": "/srv/web \\"1\\"",
                  "rootfs": "/srv/web \\"1\\"/rootfs",
                  "created": "2025-03-01T12:00:00.000000001Z",
                  "annotations": {
                    "a.b": "c\\nd"
                  },
                  "owner": "alice"
                }
                """);
    }

    @Test
    void aStoppedContainerHasPidZeroAndNoAnnotationsAreLeftOut() {
        ContainerState plain = STATE.copy().annotations(Map.of()).build();

        assertThat(new StateReport(plain, Status.STOPPED, "alice").toJson())
                .contains("\"pid\": 0,", "\"status\": \"stopped\"")
                .doesNotContain("annotations");
    }

    private static String print(StateList list, StateReport... reports) {
        for (StateReport report : reports) {
            list.add(report);
        }
        return list.print();
    }

    @Test
    void manyAreAnArrayAndNoneIsNull() {
        assertThat(print(new StateArray(), RUNNING, RUNNING))
                .startsWith("[{\"ociVersion\":\"1.3.0\",\"id\":\"web1\",\"pid\":1234,")
                .contains("},{")
                .endsWith("]\n");
        assertThat(print(new StateArray())).isEqualTo("null\n");
    }

    @Test
    void theTableHasAHeadingAndAlignedColumns() {
        var other = new StateReport(
                ContainerState.builder(new ContainerId("a-longer-id"))
                        .bundle(Path.of("/b"))
                        .created("2025-03-01T12:00:00.000000001Z")
                        .build(),
                Status.CREATING,
                "#4711");

        assertThat(print(new StateTable(), RUNNING, other)).isEqualTo("""
                ID            PID    STATUS     BUNDLE         CREATED                          OWNER
                web1          1234   running    /srv/web "1"   2025-03-01T12:00:00.000000001Z   alice
                a-longer-id   0      creating   /b             2025-03-01T12:00:00.000000001Z   #4711
                """);
        assertThat(print(new StateTable())).isEqualTo("ID   PID   STATUS   BUNDLE   CREATED   OWNER\n");
    }

    @Test
    void usersAreNamedAsInPasswd(@TempDir Path folder) throws IOException {
        Path passwd = folder.resolve("passwd");
        Files.writeString(passwd, "root:x:0:0:root:/root:/bin/sh\nbroken\nalice:x:1000:1000::/:/bin/sh");
        UserNames users = UserNames.read(passwd);

        assertThat(users.name(0)).isEqualTo("root");
        assertThat(users.name(1000)).isEqualTo("alice");
        assertThat(users.name(100)).isEqualTo("#100");
        assertThat(UserNames.read(folder.resolve("absent")).name(0)).isEqualTo("#0");
    }

    @Test
    void timesAreUtcWithNanoseconds() {
        assertThat(Timestamp.of(Instant.parse("2025-01-02T03:04:05Z"))).isEqualTo("2025-01-02T03:04:05.000000000Z");
        assertThat(Timestamp.of(Instant.parse("1999-12-31T23:59:59.120000001Z")))
                .isEqualTo("1999-12-31T23:59:59.120000001Z");
    }
}
