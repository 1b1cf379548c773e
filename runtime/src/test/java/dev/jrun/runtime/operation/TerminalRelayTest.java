package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll.Watched;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalRelayTest {
    private static final int CHANNEL = 3;
    private static final int MASTER = 7;
    private static final Watched MASTER_HAS_OUTPUT = new Watched(MASTER, Ppoll.POLLIN);
    private static final Watched SOMETHING_IS_TYPED = new Watched(0, Ppoll.POLLIN);
    private static final Watched OUTPUT_HAS_ROOM = new Watched(1, Ppoll.POLLOUT);

    private final Ends ends = new Ends();
    private final TerminalRelay relay = new TerminalRelay(ends, CHANNEL, (Fd.Number) Fd.of(MASTER));

    @Test
    void bothSidesAreReadUntilSomethingIsUnderWay() {
        assertThat(relay.watched()).containsExactly(MASTER_HAS_OUTPUT, SOMETHING_IS_TYPED);

        ends.holds(MASTER, "shown");
        relay.serve(Map.of(MASTER, Ppoll.POLLIN));
        assertThat(relay.watched()).containsExactly(SOMETHING_IS_TYPED, OUTPUT_HAS_ROOM);

        relay.serve(Map.of(1, Ppoll.POLLOUT));
        assertThat(ends.written(1)).isEqualTo("shown");
        assertThat(relay.watched()).containsExactly(MASTER_HAS_OUTPUT, SOMETHING_IS_TYPED);
    }

    @Test
    void whatIsTypedGoesToTheMasterAsItHasRoom() {
        ends.holds(0, "typed");
        ends.room = 3;
        relay.serve(Map.of(0, Ppoll.POLLIN));
        assertThat(relay.watched()).containsExactly(new Watched(MASTER, Ppoll.POLLIN | Ppoll.POLLOUT));

        relay.serve(Map.of(MASTER, Ppoll.POLLOUT));
        assertThat(ends.written(MASTER)).isEqualTo("typ");
        relay.serve(Map.of(MASTER, Ppoll.POLLOUT));
        assertThat(ends.written(MASTER)).isEqualTo("typed");
    }

    @Test
    void theEndOfTheInputEndsTheInputAlone() {
        ends.holds(0, "");
        relay.serve(Map.of(0, Ppoll.POLLHUP));

        assertThat(relay.watched()).containsExactly(MASTER_HAS_OUTPUT);
    }

    @Test
    void aMasterThatHasHungUpIsNotWatched() {
        ends.fails(MASTER, Errno.EIO);
        relay.serve(Map.of(MASTER, Ppoll.POLLHUP));

        assertThat(relay.watched()).isEmpty();
    }

    @Test
    void whatIsTypedForAMasterThatHasHungUpIsDropped() {
        ends.holds(0, "typed");
        relay.serve(Map.of(0, Ppoll.POLLIN));
        ends.fails(MASTER, Errno.EIO);
        relay.serve(Map.of(MASTER, Ppoll.POLLOUT | Ppoll.POLLHUP));

        assertThat(relay.watched()).isEmpty();
    }

    @Test
    void anOutputThatNobodyReadsHoldsNothingUp() {
        ends.holds(MASTER, "first");
        relay.serve(Map.of(MASTER, Ppoll.POLLIN));
        ends.fails(1, Errno.EPIPE);
        relay.serve(Map.of(1, Ppoll.POLLOUT));
        ends.holds(MASTER, "second");
        relay.serve(Map.of(MASTER, Ppoll.POLLIN));

        assertThat(relay.watched()).containsExactly(MASTER_HAS_OUTPUT, SOMETHING_IS_TYPED);
    }

    @Test
    void drainingShowsAllThatIsLeft() {
        ends.holds(MASTER, "one ");
        relay.serve(Map.of(MASTER, Ppoll.POLLIN));
        ends.holds(MASTER, "two ");
        ends.holds(MASTER, "three");
        ends.room = 2;

        relay.drain();

        assertThat(ends.written(1)).isEqualTo("one two three");
    }

    /** Descriptors as a relay sees them: chunks to read, a limit for a write, errors. */
    private static final class Ends implements SyscallExecutor {
        private final Map<Integer, Deque<String>> chunks = new HashMap<>();
        private final Map<Integer, String> written = new HashMap<>();
        private final Map<Integer, Errno> failures = new HashMap<>();
        private int room = Integer.MAX_VALUE;

        void holds(int fd, String chunk) {
            chunks.computeIfAbsent(fd, _ -> new ArrayDeque<>()).add(chunk);
        }

        void fails(int fd, Errno errno) {
            failures.put(fd, errno);
        }

        String written(int fd) {
            return written.getOrDefault(fd, "");
        }

        @Override
        public Outcome run(Plan plan) {
            Step step = plan.steps().getFirst();
            return switch (step.call()) {
                case Read(Fd.Number fd, int _) -> outcome(plan, read(step, fd.value()));
                case Write(Fd.Number fd, byte[] bytes) -> outcome(plan, write(step, fd.value(), bytes));
                case Ppoll poll ->
                    outcome(
                            plan,
                            new Reply(1, List.of(new byte[8 * poll.watched().size()])));
                default -> throw new AssertionError("a relay needs no " + step.call());
            };
        }

        private static Outcome outcome(Plan plan, Reply reply) {
            return new Outcome(plan, List.of(Optional.of(reply)));
        }

        private Reply read(Step step, int fd) {
            check(step, fd);
            String chunk = chunks.getOrDefault(fd, new ArrayDeque<>()).poll();
            if (chunk == null) {
                throw new SyscallException(step, Errno.EAGAIN, where());
            }
            byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
            return new Reply(bytes.length, List.of(bytes));
        }

        private Reply write(Step step, int fd, byte[] bytes) {
            check(step, fd);
            byte[] taken = Arrays.copyOf(bytes, Math.min(room, bytes.length));
            written.merge(fd, new String(taken, StandardCharsets.UTF_8), String::concat);
            return Reply.of(taken.length);
        }

        private void check(Step step, int fd) {
            if (failures.containsKey(fd)) {
                throw new SyscallException(step, failures.get(fd), where());
            }
        }

        @Override
        public String where() {
            return "test";
        }
    }
}
