package dev.jrun.runtime.stub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.FileCall.Getcwd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.ExitGroup;
import dev.jrun.runtime.syscall.ProcessCall.Id;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.wire.Batch;
import dev.jrun.runtime.wire.MemoryRequest;
import dev.jrun.runtime.wire.WireFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** That a stub ends, with nothing run, when a request can't be read. Each is one change away from a sound one. */
@ParameterizedClass
@EnumSource(Arch.class)
class StubRequestTest {
    private static final int MALFORMED = 125;
    private static final int RUN = 3;

    private static final int CALLS = 0;
    private static final int RANGES = 4;
    private static final int ARGUMENT = 8;
    private static final int SLOT = 8 + 52;
    private static final int CHANNEL = 8 + 54;
    private static final int SKIP_ON_SUCCESS = 8 + 64;
    private static final int SLOTS = 8 + 68;

    private final StubProcess process;

    StubRequestTest(Arch arch) {
        process = new StubProcess(arch);
    }

    @AfterEach
    void end() throws InterruptedException {
        process.close();
    }

    @Test
    void aSoundRequestIsRun() throws InterruptedException {
        process.send(exitRequest(bytes -> {}));

        assertThat(process.exitCode()).isEqualTo(RUN);
    }

    @Test
    void theLargestMessageIsRead() {
        ByteBuffer full = ByteBuffer.allocate(WireFormat.MESSAGE_MAX).order(ByteOrder.nativeOrder());
        Batch batch =
                Batch.split(StubLifeTest.last(new Id(SyscallNumber.GETPID))).getFirst();
        full.put(batch.encode(0, process.arch()));

        process.send(full.array());

        assertThat(process.receive()).hasSize(8);
    }

    @Test
    void asManyCallsAsThereAreCanBeLeftOut() {
        var plan = new Plan();
        plan.call("get pid", new Id(SyscallNumber.GETPID));
        plan.call("exit", new ExitGroup(RUN));
        Batch batch = Batch.split(plan).getFirst();
        byte[] request = batch.encode(0, process.arch());
        ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putShort(SKIP_ON_SUCCESS, (short) -1);

        process.send(request);

        assertThat(batch.decode(process.receive()).stream())
                .map(reply -> reply.map(Reply::value))
                .containsExactly(Optional.of(process.pid()), Optional.empty());
    }

    @Test
    void aMessageThatIsTooLargeEndsTheStub() throws InterruptedException {
        process.send(new byte[WireFormat.MESSAGE_MAX + 1]);

        assertThat(process.receive()).isEmpty();
        assertThat(process.exitCode()).isEqualTo(MALFORMED);
    }

    @Test
    void aMessageShorterThanItsHeadEndsTheStub() throws InterruptedException {
        assertMalformed(new byte[7]);
    }

    @Test
    void aRequestForNothingEndsTheStub() throws InterruptedException {
        assertMalformed(new byte[8]);
    }

    @Test
    void moreCallsThanTheMessageHoldsEndTheStub() throws InterruptedException {
        assertMalformed(exitRequest(bytes -> bytes.putInt(CALLS, 2)));
    }

    @Test
    void aCountOfCallsThatWouldOverflowEndsTheStub() throws InterruptedException {
        assertMalformed(exitRequest(bytes -> bytes.putInt(CALLS, -1)));
    }

    @Test
    void moreRangesThanTheMessageHoldsEndTheStub() throws InterruptedException {
        assertMalformed(exitRequest(bytes -> bytes.putInt(RANGES, 1)));
    }

    @Test
    void aSlotThatIsNotThereEndsTheStub() throws InterruptedException {
        assertMalformed(exitRequest(bytes -> bytes.putShort(SLOT, (short) WireFormat.SLOTS)));
    }

    @Test
    void anArgumentFromASlotThatIsNotThereEndsTheStub() throws InterruptedException {
        assertMalformed(exitRequest(bytes -> bytes.put(SLOTS, (byte) 1).putLong(ARGUMENT, WireFormat.SLOTS)));
    }

    @Test
    void aSeventhArgumentEndsTheStub() throws InterruptedException {
        assertMalformed(exitRequest(bytes -> bytes.put(SLOTS, (byte) 0x40)));
    }

    @Test
    void aChannelForACallThatDoesNotCloneEndsTheStub() throws InterruptedException {
        assertMalformed(exitRequest(bytes -> bytes.putShort(CHANNEL, (short) 5)));
    }

    @Test
    void aReplyThatWouldBeTooLargeEndsTheStub() throws InterruptedException {
        assertMalformed(MemoryRequest.encode(0, WireFormat.MESSAGE_MAX + 1));
    }

    @Test
    void aRangeWhoseSizeWouldOverflowEndsTheStub() throws InterruptedException {
        assertMalformed(MemoryRequest.encode(0, -1));
    }

    @Test
    void aRangeOfACallThatIsNotThereEndsTheStub() throws InterruptedException {
        byte[] request = MemoryRequest.encode(0, 1);
        ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putInt(8 + 12, 1);

        assertMalformed(request);
    }

    @Test
    void nothingComesBackOfRoomThatACallCouldNotFill() {
        var plan = new Plan();
        plan.call("ask for the directory", new Getcwd());
        Batch batch = Batch.split(plan).getFirst();

        // No request stands at the beginning of the memory.
        process.send(batch.encode(0, process.arch()));

        assertThat(process.receive()).hasSize(8);
    }

    @Test
    void moreRangesThanTheKernelTakesEndTheStub() throws InterruptedException {
        ByteBuffer request = ByteBuffer.allocate(8 + 1024 * 16).order(ByteOrder.nativeOrder());

        assertMalformed(request.putInt(RANGES, 1024).array());
    }

    private void assertMalformed(byte[] request) throws InterruptedException {
        process.send(request);

        assertThat(process.receive()).isEmpty();
        assertThat(process.exitCode()).isEqualTo(MALFORMED);
    }

    /** A request to exit, changed by {@code change}: were it run all the same, the status would tell. */
    private byte[] exitRequest(Consumer<ByteBuffer> change) {
        Plan plan = StubLifeTest.last(new ExitGroup(RUN));
        byte[] request = Batch.split(plan).getFirst().encode(0, process.arch());
        change.accept(ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()));
        return request;
    }
}
