package dev.jrun.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.LostStubException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Mkdirat;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {
    @Test
    void aPlanWithoutStepsTakesNoBatch() {
        assertThat(Batch.split(new Plan())).isEmpty();
    }

    @Test
    void stepsThatFitIntoAMessageAreOneBatch() {
        assertThat(Batch.split(closing(800)))
                .singleElement()
                .satisfies(batch -> assertThat(batch.fits()).isTrue());
    }

    @Test
    void aLongPlanIsCutIntoBatchesThatKeepItsOrder() {
        Plan plan = closing(2000);

        List<Batch> batches = Batch.split(plan);

        assertThat(batches).hasSizeGreaterThan(1).allMatch(Batch::fits);
        assertThat(batches.stream().flatMap(batch -> steps(batch).stream()).toList())
                .isEqualTo(plan.steps());
    }

    @Test
    void aCutNeverPartsAStepFromThoseItMayLeaveOut() {
        Plan plan = closing(900);
        plan.callThen("make a", new Mkdirat(Fd.CWD, "a", 0755), Set.of(Errno.EEXIST), () -> {
            for (int i = 0; i < 30; i++) {
                plan.call("close", new Close(Fd.of(i)));
            }
        });

        List<Batch> batches = Batch.split(plan);

        assertThat(batches).hasSize(2);
        assertThat(batches.getLast().length()).isEqualTo(31);
        assertThat(batches.getLast().step(0).call()).isInstanceOf(Mkdirat.class);
    }

    @Test
    void aStepWithMoreMemoryThanAMessageHoldsIsABatchByItself() {
        Plan plan = closing(3);
        plan.call("write", new Write(Fd.STDOUT, new byte[100_000]));
        plan.call("close", new Close(Fd.STDOUT));

        List<Batch> batches = Batch.split(plan);

        assertThat(batches).extracting(Batch::fits).containsExactly(true, false, true);
        assertThat(batches).allMatch(Batch::replyFits);
    }

    @Test
    void anAnswerThatIsTooLargeForAMessageIsSeenBeforeItIsAsked() {
        var plan = new Plan();
        plan.call("read", new Read(Fd.STDIN, WireFormat.MESSAGE_MAX));

        assertThat(Batch.split(plan))
                .singleElement()
                .satisfies(batch -> assertThat(batch.replyFits()).isFalse());
    }

    @Test
    void severalPlansThatFitIntoAMessageAreOneBatch() {
        List<Batch> batches = Batch.split(List.of(closing(3), new Plan(), closing(5)));

        assertThat(batches).singleElement().extracting(Batch::length).isEqualTo(8);
    }

    @Test
    void roomThatACallFillsIsNotSent() {
        var plan = new Plan();
        plan.call("read", new Read(Fd.STDIN, 32_768));

        Batch batch = Batch.split(plan).getFirst();

        assertThat(batch.encode(0, Arch.current())).hasSizeLessThan(200);
        assertThat(batch.replyBytes()).isEqualTo(8 + 32_768);
    }

    @Test
    void ofRoomOnlyThatComesBackWhichWasFilled() {
        var plan = new Plan();
        plan.call("read", new Read(Fd.STDIN, 100));
        plan.call("close", new Close(Fd.STDIN));
        Batch batch = Batch.split(plan).getFirst();
        ByteBuffer reply = ByteBuffer.allocate(19).order(ByteOrder.nativeOrder());
        reply.putLong(3).putLong(0).put(new byte[] {7, 8, 9});

        List<Optional<Reply>> replies = batch.decode(reply.array());

        assertThat(replies.getFirst().orElseThrow().outs()).containsExactly(new byte[] {7, 8, 9});
        assertThat(replies.getLast().orElseThrow().outs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 18, 20, 116})
    void aReplyOfAnotherLengthIsNoAnswer(int length) {
        var plan = new Plan();
        plan.call("read", new Read(Fd.STDIN, 100));
        plan.call("close", new Close(Fd.STDIN));
        Batch batch = Batch.split(plan).getFirst();
        byte[] reply = Arrays.copyOf(new byte[] {3}, length);

        assertThatThrownBy(() -> batch.decode(reply)).isInstanceOf(LostStubException.class);
    }

    private static List<Step> steps(Batch batch) {
        return IntStream.range(0, batch.length()).mapToObj(batch::step).toList();
    }

    private static Plan closing(int steps) {
        var plan = new Plan();
        for (int i = 0; i < steps; i++) {
            plan.call("close", new Close(Fd.of(i)));
        }
        return plan;
    }
}
