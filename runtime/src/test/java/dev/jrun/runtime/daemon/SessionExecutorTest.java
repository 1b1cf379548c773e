package dev.jrun.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.ReceiveWithFd;
import dev.jrun.runtime.syscall.SocketCall.SendFds;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.SyscallException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SessionExecutorTest {
    private final LocalExecutor local = new LocalExecutor();
    private List<Fd> connection = List.of();

    @BeforeEach
    void connect() {
        connection = local.call("connect", new Socketpair());
    }

    @AfterEach
    void disconnect() {
        connection.forEach(fd -> local.call("disconnect", new Close(fd)));
    }

    private SessionExecutor session() {
        return new SessionExecutor(local, connection.getFirst());
    }

    private void requireClosed(Fd fd) {
        assertThatThrownBy(() -> local.call("look", new Fcntl(fd, Fcntl.F_GETFL, 0)))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.EBADF));
    }

    @Test
    void whatASessionLeavesOpenIsClosedWithIt() {
        var plan = new Plan();
        var socket = plan.call("make a socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_SEQPACKET));
        List<Fd> pair;
        Fd planned;
        try (SessionExecutor session = session()) {
            pair = session.call("make a channel", new Socketpair());
            planned = session.run(plan).fd(socket);
        }
        pair.forEach(this::requireClosed);
        requireClosed(planned);
    }

    @Test
    void aDescriptorThatCameWithAMessageIsClosedWithTheSession() {
        Fd received;
        try (SessionExecutor session = session()) {
            local.call("send", new SendFds(connection.getLast(), List.of((Fd.Number) connection.getLast())));
            received = session.call("receive", new ReceiveWithFd(connection.getFirst(), 16))
                    .fd()
                    .orElseThrow();
        }
        requireClosed(received);
    }

    @Test
    void aSessionThatWasAbortedWaitsForNothingThatItOpensLater() {
        try (SessionExecutor session = session()) {
            session.abort();

            List<Fd> pair = session.call("make a channel", new Socketpair());
            assertThat(session.call("receive", new Receive(pair.getFirst(), 16)))
                    .isEmpty();
            assertThat(session.call("receive", new Receive(connection.getFirst(), 16)))
                    .isEmpty();
        }
    }
}
