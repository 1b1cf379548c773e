package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.ffi.LocalExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs commands as a caller in a folder would, and keeps what they print. */
final class FakeCaller implements Console {
    final FakeOperations operations = new FakeOperations();
    final Path cwd;
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    String stdin = "";
    int engaged;
    private int uid;
    private Map<String, String> environment = Map.of();

    FakeCaller(Path cwd) {
        this.cwd = cwd;
    }

    void become(int newUid, Map<String, String> newEnvironment) {
        uid = newUid;
        environment = newEnvironment;
    }

    int run(String... args) {
        out.setLength(0);
        err.setLength(0);
        return JrunCommands.run(new Invocation(
                List.of(args),
                environment,
                () -> cwd,
                uid,
                uid,
                uid != 0,
                false,
                new LocalExecutor(),
                new LocalExecutor(),
                () -> engaged++,
                this,
                operations::open));
    }

    /** Runs jrun with a root folder of the test's own, and expects success without a word on stderr. */
    String succeed(String... args) {
        assertThat(run(args)).as(err.toString()).isZero();
        assertThat(err).isEmpty();
        return out.toString();
    }

    /** Runs jrun, expects it to fail with 1, print nothing and do nothing, and gives what it says on stderr. */
    String fail(String... args) {
        assertThat(run(args)).isEqualTo(1);
        assertThat(out).isEmpty();
        assertThat(operations.calls).isEmpty();
        return err.toString();
    }

    String output() {
        return out.toString();
    }

    String errors() {
        return err.toString();
    }

    @Override
    public void out(String text) {
        out.append(text);
    }

    @Override
    public byte[] in() {
        return stdin.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void err(String text) {
        err.append(text);
    }
}
