package dev.jrun.runtime.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.failure.LostStubException;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Umask;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Id;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall.Send;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.wire.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How a stub runs the calls of a request. */
@ParameterizedClass
@EnumSource(Arch.class)
class StubBatchTest {
    private static final int F_GETFD = 1;
    private static final Id GETPID = new Id(SyscallNumber.GETPID);
    private static final Close CLOSE_NOTHING = new Close(Fd.of(400));

    private final StubProcess process;
    private final Stub stub;

    StubBatchTest(Arch arch) {
        process = new StubProcess(arch);
        stub = process.stub();
    }

    @AfterEach
    void end() throws InterruptedException {
        process.close();
    }

    @Test
    void aPlanThatWasLeftForLaterRunsAheadOfTheNext() {
        var later = new Plan();
        later.call("set the umask", new Umask(0123));
        List<Outcome> told = new ArrayList<>();
        stub.runLater(later, told::add);
        assertThat(told).isEmpty();

        assertThat(stub.call("set the umask", new Umask(0))).isEqualTo(0123L);

        assertThat(told).singleElement().extracting(Outcome::plan).isSameAs(later);
    }

    @Test
    void theFailureOfAPlanThatWasLeftForLaterShowsWithTheNext() {
        var later = new Plan();
        later.call("close what is not open", new Close(Fd.of(999)));
        stub.call("set the umask", new Umask(0));
        stub.runLater(later);

        assertThatThrownBy(() -> stub.call("set the umask", new Umask(0777)))
                .hasMessage("close what is not open: bad file descriptor");

        assertThat(stub.call("set the umask", new Umask(0))).isZero();
    }

    @Test
    void theHelloTellsPidChannelArgumentsAndEnvironment() {
        assertThat(stub.pid()).isEqualTo(process.pid());
        assertThat(stub.channel()).isEqualTo(StubProcess.CHANNEL);
        assertThat(stub.arguments()).containsExactly("jrun-stub", "9");
        // qemu turns their order round.
        assertThat(stub.environment()).containsExactlyInAnyOrderElementsOf(StubProcess.ENVIRONMENT);
    }

    @Test
    void aBatchOfFiveHundredCallsIsOneRequest() {
        var plan = new Plan();
        for (int i = 0; i < 500; i++) {
            plan.call("get pid", GETPID);
        }

        Outcome outcome = stub.run(plan);

        assertThat(Batch.split(plan)).hasSize(1);
        assertThat(plan.steps())
                .allSatisfy(step -> assertThat(outcome.value(step.slot())).isEqualTo(process.pid()));
    }

    @Test
    void anErrorEndsTheBatchAndTheCallsBehindItAreNotRun() {
        var plan = new Plan();
        plan.call("get pid", GETPID);
        plan.call("close nothing", CLOSE_NOTHING);
        plan.call("close the channel", new Close(Fd.of(StubProcess.CHANNEL)));

        Batch batch = Batch.split(plan).getFirst();
        process.send(encode(batch));

        assertThat(results(batch)).containsExactly(Optional.of(process.pid()), Optional.of(-9L), Optional.empty());
    }

    @Test
    void aToleratedErrorLetsTheBatchGoOn() {
        var plan = new Plan();
        Slot close = plan.attempt("close nothing", CLOSE_NOTHING, Set.of(Errno.EINVAL, Errno.EBADF));
        Slot pid = plan.call("get pid", GETPID);

        Outcome outcome = stub.run(plan);

        assertThat(outcome.failure(close)).contains(Errno.EBADF);
        assertThat(outcome.value(pid)).isEqualTo(process.pid());
    }

    @Test
    void anErrnoOtherThanTheToleratedOnesIsThrown() {
        var plan = new Plan();
        plan.attempt("close nothing", CLOSE_NOTHING, Set.of(Errno.EINVAL));

        assertThatThrownBy(() -> stub.run(plan))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.EBADF));
    }

    @Test
    void successSkipsTheFallback() {
        var plan = new Plan();
        Slot pid = plan.callOrElse("get pid", GETPID, Set.of(Errno.ENOSYS), () -> {
            plan.call("close nothing", CLOSE_NOTHING);
            plan.call("close nothing", CLOSE_NOTHING);
        });
        Slot after = plan.call("get pid again", GETPID);

        Outcome outcome = stub.run(plan);

        assertThat(outcome.value(pid)).isEqualTo(process.pid());
        assertThat(outcome.value(after)).isEqualTo(process.pid());
        assertThat(outcome.ran(plan.steps().get(1).slot())).isFalse();
    }

    @Test
    void aToleratedErrorSkipsTheBody() {
        var plan = new Plan();
        Slot close =
                plan.callThen("close nothing", CLOSE_NOTHING, Set.of(Errno.EBADF), () -> plan.call("get pid", GETPID));
        Slot after = plan.call("get pid again", GETPID);

        Outcome outcome = stub.run(plan);

        assertThat(outcome.failure(close)).contains(Errno.EBADF);
        assertThat(outcome.ran(plan.steps().get(1).slot())).isFalse();
        assertThat(outcome.value(after)).isEqualTo(process.pid());
    }

    @Test
    void theFallbackWritesTheSlotOfTheCallItStandsInFor() {
        var plan = new Plan();
        Slot file = plan.callOrElse(
                "open", openat("/nowhere"), Set.of(Errno.ENOENT), () -> plan.call("open null", openat("/dev/null")));
        Slot flags = plan.call("get flags", new Fcntl(file, F_GETFD, 0));

        assertThat(stub.run(plan).value(flags)).isOne();
    }

    @Test
    void slotsOutliveTheRequestThatFilledThem() {
        var first = new Plan();
        first.call("get pid", GETPID);
        Slot file = first.call("open null", openat("/dev/null"));
        stub.run(first);

        assertThat(stub.call("get flags", new Fcntl(file, F_GETFD, 0))).isOne();
    }

    @Test
    void aCallThatWasSkippedLeavesItsSlotAsItWas() {
        var first = new Plan();
        first.call("get pid", GETPID);
        Slot file = first.call("open null", openat("/dev/null"));
        stub.run(first);

        var second = new Plan();
        second.callOrElse("get pid", GETPID, Set.of(Errno.ENOSYS), () -> second.call("open", openat("/dev/zero")));
        Slot flags = second.call("get flags", new Fcntl(file, F_GETFD, 0));

        assertThat(second.steps().get(1).slot()).isNotEqualTo(flags);
        assertThat(stub.run(second).value(flags)).isOne();
    }

    @Test
    void rangesAreReadAfterTheWholeBatch() {
        var plan = new Plan();
        Slot first = plan.call("get the name", new PrctlName());
        plan.call("set the name", new Prctl(15, Arg.text("other")));
        Slot second = plan.call("get the name", new PrctlName());

        Outcome outcome = stub.run(plan);

        assertThat(text(outcome.outs(second).getFirst())).isEqualTo("other");
        assertThat(text(outcome.outs(first).getFirst())).isNotEqualTo("other").isNotEmpty();
    }

    @Test
    void eachOfManyCallsThatFillMemoryIsAnswered() {
        var plan = new Plan();
        plan.call("set the name", new Prctl(15, Arg.text("mine")));
        for (int i = 0; i < 300; i++) {
            plan.call("get the name", new PrctlName());
        }

        Outcome outcome = stub.run(plan);

        assertThat(Batch.split(plan)).hasSize(1);
        assertThat(plan.steps().stream().skip(1))
                .hasSize(300)
                .allSatisfy(step ->
                        assertThat(text(outcome.outs(step.slot()).getFirst())).isEqualTo("mine"));
    }

    @Test
    void aPayloadLargerThanAMessageIsSentAhead() {
        byte[] large = new byte[100_000];
        List<Fd> pair = stub.call("make a pair", new Socketpair());

        assertThat(stub.call("send", new Send(pair.getFirst(), large))).isEqualTo(large.length);
    }

    @Test
    void aStubThatIsGoneIsReportedAsLost() throws InterruptedException {
        process.send(new byte[1]);
        process.exitCode();

        assertThatThrownBy(() -> stub.call("get pid", GETPID)).isInstanceOf(LostStubException.class);
    }

    private byte[] encode(Batch batch) {
        return batch.encode(0, process.arch());
    }

    private List<Optional<Long>> results(Batch batch) {
        return batch.decode(process.receive()).stream()
                .map(reply -> reply.map(Reply::value))
                .toList();
    }

    private static Openat openat(String path) {
        return new Openat(Fd.CWD, path, Set.of(), 0);
    }

    private static String text(byte[] name) {
        return Arg.splitTexts(name).getFirst();
    }

    /** prctl(2) with a pointer. */
    private record Prctl(int option, Arg argument) implements Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PRCTL, Arg.of(option), argument);
        }
    }

    /** prctl(2) with PR_GET_NAME. */
    private record PrctlName() implements Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PRCTL, Arg.of(16), Arg.out(16));
        }
    }
}
