package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreezerTest {
    private static final String BOX = "/sys/fs/cgroup/freezer/box";
    private static final String STATE = BOX + "/freezer.state";

    private final FakeKernel kernel = new FakeKernel();
    private final Freezer freezer = new Freezer(BOX, "freezer.state", "FROZEN", "THAWED", "freezer.state", "FROZEN");
    private final List<String> written = new ArrayList<>();

    @BeforeEach
    void makeACgroup() {
        file(STATE, "THAWED\n");
        file(BOX + "/cgroup.procs", "12\n13\n");
        file("/proc/12/comm", "still\n");
        file("/proc/12/wchan", "__refrigerator");
        file("/proc/13/comm", "mover\n");
        file("/proc/13/wchan", "fuse_wait");
    }

    private void file(String path, String text) {
        if (kernel.files().exists(path)) {
            kernel.files().remove(path);
        }
        kernel.files().directory(path.substring(0, path.lastIndexOf('/'))).file(path, text);
    }

    /** Has the state follow the writes; it says FREEZING for the first {@code slow} of them. */
    private void freezing(int slow) {
        kernel.answering(Write.class, write -> {
            String value = new String(write.bytes(), StandardCharsets.UTF_8);
            written.add(value);
            boolean late = value.equals("FROZEN") && written.size() <= slow;
            file(STATE, (late ? "FREEZING" : value) + "\n");
            return Reply.of(value.length());
        });
    }

    /** Does the work without the waits in it. */
    private <R> R run(Round<R> work) {
        Round<R> round = work;
        while (!(round instanceof Round.Finished<R>)) {
            round = step(round);
        }
        return ((Round.Finished<R>) round).result();
    }

    private <R> Round<R> step(Round<R> round) {
        return switch (round) {
            case Round.Finished<R> finished -> finished;
            case Round.Next<R> next -> {
                List<Outcome> outcomes = new ArrayList<>();
                kernel.runAll(next.plans(), outcomes::add);
                yield next.read().apply(outcomes);
            }
            case Round.Blind<R> blind -> {
                kernel.run(blind.plan());
                yield blind.rest().get();
            }
            case Round.Act<R> act -> act.work().get();
        };
    }

    @Test
    void freezesWithOneWrite() {
        freezing(0);

        run(freezer.freeze());

        assertThat(written).containsExactly("FROZEN");
    }

    @Test
    void asksAgainUntilAllAreFrozen() {
        freezing(3);

        run(freezer.freeze());

        assertThat(written).containsExactly("FROZEN", "FROZEN", "FROZEN", "FROZEN");
    }

    @Test
    void letsThemGoOnAtTimesSoThatNobodyWaitsForAFrozenOne() {
        freezing(26);

        run(freezer.freeze());

        assertThat(written).hasSize(27).contains("THAWED").endsWith("FROZEN");
    }

    @Test
    void whatCanNotBeFrozenIsNamedAndAllGoesOn() {
        freezing(Integer.MAX_VALUE);

        assertThatThrownBy(() -> run(freezer.freeze()))
                .isInstanceOf(ContainerStateException.class)
                .hasMessage(
                        "cgroup " + BOX + " can't be frozen, all of it runs on: process(es) 13 (mover, in fuse_wait)"
                                + " did not stop in 10 seconds; try again when they have ended");
        assertThat(written.getLast()).isEqualTo("THAWED");
    }

    @Test
    void aCgroupThatIsGoneIsAnError() {
        var gone = new Freezer("/sys/fs/cgroup/gone", "cgroup.freeze", "1", "0", "cgroup.events", "frozen 1");

        assertThatThrownBy(() -> run(gone.freeze()))
                .isInstanceOf(SyscallException.class)
                .hasMessage("write 1 to /sys/fs/cgroup/gone/cgroup.freeze: no such file or directory");
    }

    @Test
    void thawsOnceTheStateSaysSo() {
        freezing(0);
        file(STATE, "FROZEN\n");

        run(freezer.thaw());

        assertThat(written).containsExactly("THAWED");
    }

    @Test
    void aFrozenCgroupAboveIsToldOf() {
        kernel.answering(Write.class, write -> Reply.of(write.bytes().length));
        file(STATE, "FROZEN\n");

        assertThatThrownBy(() -> run(freezer.thaw()))
                .isInstanceOf(ContainerStateException.class)
                .hasMessage("cgroup " + BOX + " is still frozen: one above it is frozen too, thaw that one");
    }

    @Test
    void thawsWhatTheContainerHasFrozenItself() {
        file(BOX + "/inner/freezer.state", "FROZEN\n");

        run(freezer.thawAll());

        assertThat(kernel.files().writes(STATE)).containsExactly("THAWED");
        assertThat(kernel.files().writes(BOX + "/inner/freezer.state")).containsExactly("THAWED");
    }
}
