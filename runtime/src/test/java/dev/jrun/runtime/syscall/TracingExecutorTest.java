package dev.jrun.runtime.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.ffi.LocalExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TracingExecutorTest {
    private final List<String> lines = new ArrayList<>();
    private final TracingExecutor executor = new TracingExecutor(new LocalExecutor(), lines::add);

    @Test
    void printsEachStepThatRanAndTheTimeBehindTheLast() {
        var plan = new Plan();
        plan.callThen(
                "look",
                new FileCall.Chdir("/nowhere"),
                Set.of(Errno.ENOENT),
                () -> plan.call("left out", new FileCall.Chdir("/")));
        plan.call("look for it", new FileCall.Faccessat2(Fd.CWD, "/", FileCall.Faccessat2.F_OK));
        plan.callThen(
                "look again",
                new FileCall.Chdir("/nowhere"),
                Set.of(Errno.ENOENT),
                () -> plan.call("left out", new FileCall.Chdir("/")));

        executor.run(plan);

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("engine: Chdir[path=/nowhere] = ENOENT");
        assertThat(lines.get(1)).isEqualTo("engine: Faccessat2[dir=AT_FDCWD, path=/, mode=0] = 0");
        assertThat(lines.get(2)).matches("engine: Chdir\\[path=/nowhere\\] = ENOENT <\\d+ µs>");
    }

    @Test
    void whatIsSentPastItIsPrintedWithoutAnswersAndCounted() {
        var tally = new Tally();
        var tracing = new TracingExecutor(new LocalExecutor(), lines::add, tally);
        var plan = new Plan();
        plan.call("enter", new FileCall.Chdir("/nowhere"));
        plan.call("enter", new FileCall.Chdir("/"));

        tracing.aside(List.of(plan), () -> lines.add("sent"));

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("sent");
        assertThat(lines.get(1)).isEqualTo("engine: Chdir[path=/nowhere] = ?");
        assertThat(lines.get(2)).matches("engine: Chdir\\[path=/\\] = \\? <\\d+ µs>");
        assertThat(tally.toString()).startsWith("1 plans, 2 system calls;");
    }

    @Test
    void aPlanSentPastItThatFailedIsPrintedToItsFailure() {
        var plan = new Plan();
        plan.call("enter", new FileCall.Chdir("/nowhere"));

        assertThatThrownBy(() -> executor.aside(List.of(plan), () -> new LocalExecutor().run(plan)))
                .isInstanceOf(SyscallException.class);

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).matches("engine: Chdir\\[path=/nowhere\\] = ENOENT <\\d+ µs>");
    }

    @Test
    void printsTheStepsUpToTheOneThatFailed() {
        var plan = new Plan();
        plan.call("look for it", new FileCall.Faccessat2(Fd.CWD, "/", FileCall.Faccessat2.F_OK));
        plan.call("enter", new FileCall.Chdir("/nowhere"));
        plan.call("not run", new FileCall.Chdir("/"));

        assertThatThrownBy(() -> executor.run(plan)).isInstanceOf(SyscallException.class);

        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).matches("engine: Chdir\\[path=/nowhere\\] = ENOENT <\\d+ µs>");
    }
}
