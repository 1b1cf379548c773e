package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A create that dies half way, and creates that race. */
@BlackBoxTest
class KilledCreateTest {
    private static final int POINTS_IN_TIME = 30;
    private static final int SEED = 20_260;

    @Test
    @JrunOnly("runc 1.1 leaves processes behind when it is killed before it saved its state")
    void deleteByForceCleansUpAfterACreateKilledAtAnyMoment(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.sleeping().write().toString();
        long usual = durationOfACreate(jrun, folder);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < POINTS_IN_TIME; i++) {
            String id = Jrun.newId();
            Duration delay = Duration.ofNanos(random.nextLong(usual));
            Invocation create = jrun.command("create", "--bundle", folder, id);
            Process process = create.start();
            Await.within(delay, () -> !process.isAlive());
            process.destroyForcibly();
            create.finish(process);

            jrun.succeed("delete", "--force", id);
            Subreaper.reapOrphans();
            assertThat(Await.within(Duration.ofSeconds(5), KilledCreateTest::nobodyIsLeft))
                    .as("no process is left by create killed after %s: %s", delay, Subreaper.descendants())
                    .isTrue();
            assertThat(jrun.stateFolders()).as("killed after %s", delay).isEmpty();
        }
    }

    @Test
    @Tag("cgroup")
    @JrunOnly("writes jrun's state file")
    void deleteByForceFindsAnInitThatIsNotWrittenDownYet(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (Container container = jrun.create(bundle.sleeping())) {
            Path state = jrun.root().resolve(container.id()).resolve("state.json");
            Files.writeString(
                    state,
                    Files.readString(state)
                            .replace("\"created\",", "\"creating\",")
                            .replaceAll("\"(pid|pidStartTime)\":\\d+", "\"$1\":0"));
            assertThat(container.status()).isEqualTo("creating");

            jrun.succeed("delete", "--force", container.id());

            assertThat(container.exitCode()).isEqualTo(128 + 9);
            assertThat(jrun.stateFolders()).isEmpty();
        }
    }

    @Test
    void ofCreatesThatRaceForAnIdExactlyOneSucceeds(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.sleeping().write().toString();
        String id = Jrun.newId();
        List<Invocation> creates = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            creates.add(jrun.command("create", "--bundle", folder, id));
            processes.add(creates.getLast().start());
        }
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < creates.size(); i++) {
            results.add(creates.get(i).finish(processes.get(i)));
        }

        try {
            assertThat(results.stream().filter(result -> result.exit() == 0)).hasSize(1);
            assertThat(results.stream().filter(result -> result.exit() != 0))
                    .allSatisfy(result -> result.expectFailure("exist"));
            assertThat(jrun.succeed("state", id).out()).contains("\"created\"");
        } finally {
            jrun.succeed("delete", "--force", id);
        }
    }

    private static long durationOfACreate(Jrun jrun, String folder) {
        String id = Jrun.newId();
        long begin = System.nanoTime();
        jrun.succeed("create", "--bundle", folder, id);
        long duration = System.nanoTime() - begin;
        jrun.succeed("delete", "--force", id);
        return duration;
    }

    private static boolean nobodyIsLeft() {
        Subreaper.reapOrphans();
        return Subreaper.descendants().isEmpty();
    }
}
