package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.testing.FakeKernel;
import org.junit.jupiter.api.Test;

class MemoryEventsTest {
    private static final String FILE = "/sys/fs/cgroup/box/memory.events";

    private static MemoryEvents events(String text) {
        var kernel = new FakeKernel();
        kernel.files().directory("/sys/fs/cgroup/box").file(FILE, text);
        return MemoryEvents.read(FILE).run(kernel);
    }

    @Test
    void countsKillsOfVersion2() {
        assertThat(events("low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n"))
                .isEqualTo(new MemoryEvents(2, false));
    }

    @Test
    void countsKillsOfVersion1() {
        assertThat(events("oom_kill_disable 0\nunder_oom 0\noom_kill 5\n")).isEqualTo(new MemoryEvents(5, false));
    }

    @Test
    void aStandstillIsOneOnlyWithoutKiller() {
        assertThat(events("oom_kill_disable 1\nunder_oom 1\noom_kill 0\n")).isEqualTo(new MemoryEvents(0, true));
        assertThat(events("oom_kill_disable 0\nunder_oom 1\noom_kill 0\n")).isEqualTo(MemoryEvents.NONE);
        assertThat(events("oom_kill_disable 1\nunder_oom 0\noom_kill 0\n")).isEqualTo(MemoryEvents.NONE);
    }

    @Test
    void aMissingFileTellsNothing() {
        assertThat(MemoryEvents.read(FILE).run(new FakeKernel())).isEqualTo(MemoryEvents.NONE);
    }

    @Test
    void eachKillIsAnEventAndSoIsComingToAStandstill() {
        assertThat(new MemoryEvents(5, false).since(new MemoryEvents(2, false))).isEqualTo(3);
        assertThat(new MemoryEvents(0, true).since(MemoryEvents.NONE)).isOne();
        assertThat(new MemoryEvents(0, true).since(new MemoryEvents(0, true))).isZero();
        assertThat(new MemoryEvents(1, false).since(new MemoryEvents(0, true))).isOne();
    }

    @Test
    void aCgroupThatWentAwayIsNoEvent() {
        assertThat(MemoryEvents.NONE.since(new MemoryEvents(7, false))).isZero();
    }
}
