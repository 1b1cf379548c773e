package dev.jrun.runtime.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for each executor. A subclass says how to make one and which folder it may write to. */
public abstract class AbstractSyscallExecutorTest {
    private static final Set<OpenFlag> READ_WRITE_NEW = Set.of(OpenFlag.O_RDWR, OpenFlag.O_CREAT, OpenFlag.O_EXCL);

    /** The executor of the running test; the same one each time within a test. */
    protected abstract SyscallExecutor executor();

    /** The absolute path of an empty folder in the executor's file system. */
    protected abstract String folder();

    private String path(String name) {
        return folder() + "/" + name;
    }

    private static FileCall.Mkdirat mkdir(String path) {
        return new FileCall.Mkdirat(Fd.CWD, path, 0755);
    }

    private static FileCall.Openat openDirectory(String path) {
        return new FileCall.Openat(Fd.CWD, path, Set.of(OpenFlag.O_DIRECTORY), 0);
    }

    private boolean exists(String name) {
        var plan = new Plan();
        Slot stat = plan.attempt("look", new FileCall.Statx(Fd.CWD, path(name), Set.of()), Set.of(Errno.ENOENT));
        return executor().run(plan).failure(stat).isEmpty();
    }

    @Test
    void stepsRunInOrder() {
        var plan = new Plan();
        plan.call("make a", mkdir(path("a")));
        plan.call("make a/b", mkdir(path("a/b")));
        plan.call("make a/b/c", mkdir(path("a/b/c")));

        executor().run(plan);

        assertThat(exists("a/b/c")).isTrue();
    }

    @Test
    void theResultOfAStepIsAnArgumentOfLaterOnes() {
        var plan = new Plan();
        plan.call("make a", mkdir(path("a")));
        Slot directory = plan.call("open a", openDirectory(path("a")));
        plan.call("make b in it", new FileCall.Mkdirat(directory, "b", 0755));
        plan.call("close a", new FileCall.Close(directory));

        executor().run(plan);

        assertThat(exists("a/b")).isTrue();
    }

    @Test
    void aToleratedErrorIsToldAndThePlanGoesOn() {
        var plan = new Plan();
        plan.call("make a", mkdir(path("a")));
        Slot again = plan.attempt("make a again", mkdir(path("a")), Set.of(Errno.ENOSYS, Errno.EEXIST));
        Slot behind = plan.call("make b", mkdir(path("b")));

        Outcome outcome = executor().run(plan);

        assertThat(outcome.failure(again)).contains(Errno.EEXIST);
        assertThat(outcome.value(again)).isEqualTo(-17);
        assertThat(outcome.failure(behind)).isEmpty();
        assertThat(exists("b")).isTrue();
    }

    @Test
    void anErrorThatIsNotToleratedEndsThePlan() {
        var plan = new Plan();
        plan.call("make a", mkdir(path("a")));
        plan.attempt("make the folder of b", mkdir(path("none/b")), Set.of(Errno.EEXIST));
        plan.call("make c", mkdir(path("c")));

        assertThatThrownBy(() -> executor().run(plan))
                .isInstanceOfSatisfying(SyscallException.class, failure -> {
                    assertThat(failure.errno()).isEqualTo(Errno.ENOENT);
                    assertThat(failure.step()).isEqualTo(plan.steps().get(1));
                    assertThat(failure.trace())
                            .startsWith("Mkdirat[dir=AT_FDCWD, path=" + path("none/b"))
                            .endsWith(" = ENOENT, in " + executor().where());
                })
                .hasMessage("make the folder of b: no such file or directory");
        assertThat(exists("a")).isTrue();
        assertThat(exists("c")).isFalse();
    }

    @Test
    void aFailureCarriesTheAnswersUpToIt() {
        var plan = new Plan();
        plan.call("make a", mkdir(path("a")));
        plan.call("make a again", mkdir(path("a")));
        plan.call("make b", mkdir(path("b")));

        assertThatThrownBy(() -> executor().run(plan))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.replies())
                                .extracting(reply -> reply.orElseThrow().value())
                                .containsExactly(0L, -17L));
    }

    @Test
    void aFallbackIsLeftOutWhenTheCallSucceeds() {
        var plan = new Plan();
        Slot made = plan.callOrElse("make a", mkdir(path("a")), Set.of(Errno.EEXIST), () -> {
            plan.call("make b", mkdir(path("b")));
            plan.call("make c", mkdir(path("c")));
        });
        plan.call("make d", mkdir(path("d")));

        Outcome outcome = executor().run(plan);

        assertThat(outcome.value(made)).isZero();
        assertThat(outcome.ran(new Slot(1))).isFalse();
        assertThat(exists("a")).isTrue();
        assertThat(exists("b")).isFalse();
        assertThat(exists("c")).isFalse();
        assertThat(exists("d")).isTrue();
    }

    @Test
    void theResultOfAFallbackTakesThePlaceOfTheCalls() {
        var plan = new Plan();
        Slot directory = plan.callOrElse("open a", openDirectory(path("a")), Set.of(Errno.ENOENT), () -> {
            plan.call("make b", mkdir(path("b")));
            plan.call("open b", openDirectory(path("b")));
        });
        plan.call("make c in it", new FileCall.Mkdirat(directory, "c", 0755));
        plan.call("close it", new FileCall.Close(directory));

        Outcome outcome = executor().run(plan);

        assertThat(outcome.value(directory)).isPositive();
        assertThat(outcome.failure(directory)).isEmpty();
        assertThat(exists("b/c")).isTrue();
    }

    @Test
    void aFallbackIsNoHelpAgainstAnotherError() {
        var plan = new Plan();
        plan.callOrElse(
                "open a", openDirectory(path("a")), Set.of(Errno.ENOSYS), () -> plan.call("make b", mkdir(path("b"))));

        assertThatThrownBy(() -> executor().run(plan))
                .isInstanceOf(SyscallException.class)
                .hasMessage("open a: no such file or directory");
        assertThat(exists("b")).isFalse();
    }

    @Test
    void aFallbackMayFailToo() {
        var plan = new Plan();
        plan.callOrElse(
                "open a",
                openDirectory(path("a")),
                Set.of(Errno.ENOENT),
                () -> plan.call("open b", openDirectory(path("b"))));
        plan.call("make c", mkdir(path("c")));

        assertThatThrownBy(() -> executor().run(plan))
                .isInstanceOf(SyscallException.class)
                .hasMessage("open b: no such file or directory");
        assertThat(exists("c")).isFalse();
    }

    @Test
    void stepsThatNeedACallAreLeftOutWhenItFails() {
        var plan = new Plan();
        Slot directory = plan.callThen("open a", openDirectory(path("a")), Set.of(Errno.ENOENT), () -> {
            plan.call("make b in it", new FileCall.Mkdirat(new Slot(0), "b", 0755));
            plan.call("close it", new FileCall.Close(new Slot(0)));
        });
        plan.call("make c", mkdir(path("c")));

        Outcome outcome = executor().run(plan);

        assertThat(outcome.failure(directory)).contains(Errno.ENOENT);
        assertThat(outcome.ran(new Slot(1))).isFalse();
        assertThat(outcome.ran(new Slot(2))).isFalse();
        assertThatThrownBy(() -> outcome.value(new Slot(1))).isInstanceOf(IllegalStateException.class);
        assertThat(exists("c")).isTrue();
    }

    @Test
    void stepsThatNeedACallAreRunWhenItSucceeds() {
        var plan = new Plan();
        plan.call("make a", mkdir(path("a")));
        plan.callThen("open a", openDirectory(path("a")), Set.of(Errno.ENOENT), () -> {
            plan.call("make b in it", new FileCall.Mkdirat(new Slot(1), "b", 0755));
            plan.call("close it", new FileCall.Close(new Slot(1)));
        });

        executor().run(plan);

        assertThat(exists("a/b")).isTrue();
    }

    @Test
    void ofTwoWaysTheOneIsTakenThatTheCallLeavesOpen() {
        Plan missing = twoWays();
        executor().run(missing);
        assertThat(exists("no")).isTrue();
        assertThat(exists("yes")).isFalse();

        executor().call("make a", mkdir(path("a")));
        executor().call("remove the other", new FileCall.Unlinkat(Fd.CWD, path("no"), true));
        Outcome outcome = executor().run(twoWays());
        assertThat(exists("yes")).isTrue();
        assertThat(exists("no")).isFalse();
        assertThat(outcome.ran(new Slot(3))).isFalse();
        assertThat(outcome.ran(new Slot(4))).isTrue();
    }

    private Plan twoWays() {
        var plan = new Plan();
        plan.callThenOrElse(
                "open a",
                openDirectory(path("a")),
                Set.of(Errno.ENOENT),
                () -> {
                    plan.call("make yes", mkdir(path("yes")));
                    plan.call("close a", new FileCall.Close(new Slot(0)));
                },
                () -> plan.call("make no", mkdir(path("no"))));
        plan.attempt("make both", mkdir(path("both")), Set.of(Errno.EEXIST));
        return plan;
    }

    @Test
    void aResultCanTakeThePlaceOfAnEarlierOne() {
        var plan = new Plan();
        Slot directory = plan.attempt("open a", openDirectory(path("a")), Set.of(Errno.ENOENT));
        plan.call("make b", mkdir(path("b")));
        plan.callAgain(directory, "open b", openDirectory(path("b")));
        plan.call("make c in it", new FileCall.Mkdirat(directory, "c", 0755));
        plan.call("close it", new FileCall.Close(directory));

        Outcome outcome = executor().run(plan);

        assertThat(outcome.failure(directory)).isEmpty();
        assertThat(exists("b/c")).isTrue();
    }

    @Test
    void whatACallFillsComesBackWithItsAnswer() {
        var plan = new Plan();
        Slot file = plan.call("make a file", new FileCall.Openat(Fd.CWD, path("file"), READ_WRITE_NEW, 0600));
        plan.call("write", FileCall.Write.text(file, "some words"));
        Slot reader = plan.call("open it", new FileCall.Openat(Fd.CWD, path("file"), Set.of(), 0));
        Slot some = plan.call("read", new FileCall.Read(reader, 4));
        Slot rest = plan.call("read on", new FileCall.Read(reader, 100));
        plan.call("close", new FileCall.Close(file));
        plan.call("close", new FileCall.Close(reader));

        Outcome outcome = executor().run(plan);

        assertThat(text(outcome, some)).isEqualTo("some");
        assertThat(text(outcome, rest)).isEqualTo(" words");
    }

    private static String text(Outcome outcome, Slot slot) {
        return new String(outcome.outs(slot).getFirst(), 0, (int) outcome.value(slot), StandardCharsets.UTF_8);
    }

    @Test
    void aSingleCallGivesItsResult() {
        executor().call("make a link", new FileCall.Symlinkat("somewhere/else", Fd.CWD, path("link")));

        String target = executor().call("read it", new FileCall.Readlinkat(Fd.CWD, path("link")));
        FileStatus status = executor()
                .call("look at it", new FileCall.Statx(Fd.CWD, path("link"), Set.of(AtFlag.AT_SYMLINK_NOFOLLOW)));

        assertThat(target).isEqualTo("somewhere/else");
        assertThat(status.type()).isEqualTo(0xa000);
    }

    @Test
    void aPathWithANulIsRefused() {
        var plan = new Plan();
        plan.call("make a", mkdir(path("a\0b")));

        assertThatThrownBy(() -> executor().run(plan)).isInstanceOf(IllegalArgumentException.class);
        assertThat(exists("a")).isFalse();
    }

    @Test
    void aPlanMayHaveAThousandSteps() {
        var plan = new Plan();
        for (int i = 0; i < 1000; i++) {
            plan.attempt("look for " + i, new FileCall.Faccessat2(Fd.CWD, path("none"), 0), Set.of(Errno.ENOENT));
        }
        Slot last = plan.call("make a", mkdir(path("a")));

        Outcome outcome = executor().run(plan);

        assertThat(outcome.replies()).hasSize(1001);
        assertThat(outcome.failure(new Slot(999))).contains(Errno.ENOENT);
        assertThat(outcome.value(last)).isZero();
    }

    @Test
    void aCallMayPointToMoreThanFitsIntoAMessage() {
        byte[] bytes = new byte[200_000];
        bytes[199_999] = 'z';
        var plan = new Plan();
        Slot file = plan.call("make a file", new FileCall.Openat(Fd.CWD, path("file"), READ_WRITE_NEW, 0600));
        Slot written = plan.call("write", new FileCall.Write(file, bytes));
        plan.call("close", new FileCall.Close(file));

        assertThat(executor().run(plan).value(written)).isEqualTo(200_000);
        assertThat(executor()
                        .call("look at it", new FileCall.Statx(Fd.CWD, path("file"), Set.of()))
                        .size())
                .isEqualTo(200_000);
    }
}
