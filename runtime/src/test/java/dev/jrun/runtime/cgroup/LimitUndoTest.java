package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitUndoTest {
    private static final String BOX = "/sys/fs/cgroup/box";
    private static final String MAX = BOX + "/memory.max";
    private static final String PIDS = BOX + "/pids.max";

    private final FakeKernel kernel = new FakeKernel();

    @BeforeEach
    void makeACgroup() {
        kernel.files().directory(BOX);
        write(MAX, "100\n");
        write(PIDS, "max\n");
        write(BOX + "/io.max", "8:0 rbps=1\n8:1 rbps=2\n");
    }

    private void write(String path, String text) {
        if (kernel.files().exists(path)) {
            kernel.files().remove(path);
        }
        kernel.files().file(path, text);
    }

    private LimitUndo undo() {
        var writes = new LimitWrites(LimitKind.MEMORY, BOX);
        writes.put("memory/limit", "memory.max", 200)
                .put("pids/limit", "pids.max", 7)
                .put("x", "io.max", "8:0 rbps=3");
        writes.putIfThere("y", "missing", 1);
        return LimitUndo.of(new LimitChange(List.of(), writes.writes(), List.of()))
                .run(kernel);
    }

    @Test
    void remembersFilesOfOneLine() {
        assertThat(undo().before())
                .containsOnlyKeys(MAX, PIDS)
                .containsEntry(MAX, "100")
                .containsEntry(PIDS, "max");
    }

    @Test
    void writesBackWhatWasThere() {
        LimitUndo undo = undo();

        undo.run().run(kernel);

        assertThat(kernel.files().writes(MAX)).contains("100");
        assertThat(kernel.files().writes(PIDS)).contains("max");
    }

    @Test
    void namesWhatIsStillDifferent() {
        LimitUndo undo = undo();
        write(MAX, "200\n");
        kernel.files().failWrites(MAX, Errno.EBUSY);

        assertThat(undo.run().run(kernel)).containsExactly(MAX);
    }
}
