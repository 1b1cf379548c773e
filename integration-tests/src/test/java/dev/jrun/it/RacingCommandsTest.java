package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands on one container that come at the same time. */
@BlackBoxTest
class RacingCommandsTest {
    private static final int ROUNDS = 10;
    private static final int KILLED = 128 + 9;
    private static final String RUNNING = "\"running\"";

    /** A command {@code run} in the foreground whose container runs. */
    private static final class ForegroundRun {
        private final Jrun jrun;
        private final Invocation run;
        private final Process process;

        ForegroundRun(Jrun jrun, BundleBuilder bundle, String id) {
            this.jrun = jrun;
            run = jrun.command("run", "--bundle", bundle.sleeping().write().toString(), id);
            process = run.start();
            Await.until("a container that runs", () -> jrun.call("state", id).out(), state -> state.contains(RUNNING));
        }

        void signal(String signal) {
            jrun.program("kill", "-" + signal, Long.toString(process.pid()))
                    .run()
                    .expectSuccess();
        }

        Result finish() {
            return run.finish(process);
        }
    }

    @Test
    void deleteByForceAndTheRunThatItEndsDoNotDisturbEachOther(Jrun jrun, BundleBuilder bundle) {
        for (int i = 0; i < ROUNDS; i++) {
            String id = Jrun.newId();
            var run = new ForegroundRun(jrun, bundle, id);
            Result delete = jrun.call("delete", "--force", id);
            Result ended = run.finish();

            delete.expectSuccess();
            assertThat(ended.exit()).as(ended.toString()).isEqualTo(KILLED);
            assertThat(ended.err()).isEmpty();
            assertThat(jrun.stateFolders()).isEmpty();
        }
    }

    @Test
    void ofDeletesByForceAtATimeNoneFails(Jrun jrun, BundleBuilder bundle) {
        for (int i = 0; i < ROUNDS; i++) {
            Container container = jrun.start(bundle.sleeping());
            List<Invocation> deletes = new ArrayList<>();
            List<Process> processes = new ArrayList<>();
            for (int j = 0; j < 3; j++) {
                deletes.add(jrun.command("delete", "--force", container.id()));
                processes.add(deletes.getLast().start());
            }
            for (int j = 0; j < deletes.size(); j++) {
                deletes.get(j).finish(processes.get(j)).expectSuccess();
            }
            Subreaper.reapOrphans();
            assertThat(jrun.stateFolders()).isEmpty();
        }
    }

    @Test
    @JrunOnly("runc removes the folder of whichever container has the id by then")
    void aRunThatEndsLateLeavesTheNextContainerOfItsNameAlone(Jrun jrun, BundleBuilder bundle) {
        String id = Jrun.newId();
        var late = new ForegroundRun(jrun, bundle, id);
        late.signal("STOP");
        jrun.succeed("delete", "--force", id);
        var next = new ForegroundRun(jrun, bundle, id);
        late.signal("CONT");

        assertThat(late.finish().exit()).isEqualTo(KILLED);
        assertThat(jrun.succeed("state", id).out()).contains(RUNNING);

        jrun.succeed("kill", id, "KILL");
        assertThat(next.finish().exit()).isEqualTo(KILLED);
        assertThat(jrun.stateFolders()).isEmpty();
    }
}
