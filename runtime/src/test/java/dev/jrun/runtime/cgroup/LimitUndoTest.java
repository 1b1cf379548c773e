package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitUndoTest {
    private static final String BOX = "/sys/fs/cgroup/box";
    private static final String MAX = BOX + "/memory.max";
    private static final String PIDS = BOX + "/pids.max";
    private static final String IO = BOX + "/io.max";

    private final FakeKernel kernel = new FakeKernel();

    @BeforeEach
    void makeACgroup() {
        kernel.files().directory(BOX);
        write(MAX, "100\n");
        write(PIDS, "max\n");
        write(IO, "8:0 rbps=1\n8:1 rbps=2\n");
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
        return LimitUndo.of(new LimitChange(List.of(), writes.writes(), Optional.empty()))
                .run(kernel);
    }

    @Test
    void remembersFilesOfOneLineAndTheLinesOfDevices() {
        assertThat(undo().before())
                .extracting(FormerLimit::path, FormerLimit::text)
                .containsExactly(tuple(MAX, "100"), tuple(PIDS, "max"), tuple(IO, "8:0 rbps=1"));
    }

    @Test
    void aDeviceWithoutLineGetsNoneAgain() {
        var writes = new LimitWrites(LimitKind.BLOCK_IO, BOX);
        writes.put("x", "io.max", "8:7 rbps=3");
        LimitUndo undo = LimitUndo.of(new LimitChange(List.of(), writes.writes(), Optional.empty()))
                .run(kernel);

        assertThat(undo.run().run(kernel)).isEmpty();

        assertThat(kernel.files().writes(IO)).contains("8:7 rbps=max wbps=max riops=max wiops=max");
    }

    @Test
    void aDeviceWhoseLineDiffersIsNamed() {
        LimitUndo undo = undo();
        write(IO, "8:0 rbps=3\n8:1 rbps=2\n");
        kernel.files().failWrites(IO, Errno.EBUSY);

        assertThat(undo.run().run(kernel)).containsExactly(IO);
    }

    @ParameterizedTest
    @CsvSource({
        "io.weight, 8:0 50, 8:0 default",
        "io.bfq.weight, default 50, default 100",
        "blkio.throttle.read_bps_device, 8:0 50, 8:0 0",
        "blkio.weight_device, 8:0 50, 8:0 0",
        "rdma.max, mlx4_0 hca_handle=2, mlx4_0 hca_handle=max hca_object=max"
    })
    void aLineIsTakenAwayInTheWordsOfItsFile(String file, String value, String expected) {
        assertThat(FormerLimit.of(BOX + "/" + file, value, "default 100"))
                .hasValueSatisfying(former -> assertThat(former.text()).isEqualTo(expected));
    }

    @Test
    void writesBackWhatWasThere() {
        LimitUndo undo = undo();

        undo.run().run(kernel);

        assertThat(kernel.files().writes(MAX)).contains("100");
        assertThat(kernel.files().writes(PIDS)).contains("max");
        assertThat(kernel.files().writes(IO)).contains("8:0 rbps=1");
    }

    @Test
    void namesWhatIsStillDifferent() {
        LimitUndo undo = undo();
        write(MAX, "200\n");
        kernel.files().failWrites(MAX, Errno.EBUSY);

        assertThat(undo.run().run(kernel)).containsExactly(MAX);
    }
}
