package dev.jrun.it;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.DescriptorCall.Ioctl;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.Accept4;
import dev.jrun.runtime.syscall.SocketCall.BindUnix;
import dev.jrun.runtime.syscall.SocketCall.Listen;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.ReceiveFds;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program at a {@code listenerPath}, which answers for the calls that a container's filter asks about. */
final class SeccompListenerSocket implements AutoCloseable {
    private static final int LIMIT_MILLIS = 20_000;
    private static final long NOTIF_RECV = 0xc050_2100L;
    private static final long NOTIF_SEND = 0xc018_2101L;
    private static final int NOTIFICATION_SIZE = 80;
    private static final int ANSWER_SIZE = 24;

    /** A call that waits for its answer. */
    record Question(long id, int pid, int number) {}

    private final LocalExecutor local = new LocalExecutor();
    private final List<Fd> open = new ArrayList<>();
    private final Fd socket;

    SeccompListenerSocket(Path path) {
        socket = keep(local.call("make a socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_STREAM)));
        local.call("bind it", new BindUnix(socket, path.toString()));
        local.call("listen", new Listen(socket, 1));
    }

    private Fd keep(Fd fd) {
        open.add(fd);
        return fd;
    }

    private void await(String what, Fd fd) {
        int[] events = local.call(
                "wait for " + what, new Ppoll(List.of(((Fd.Number) fd).value()), Ppoll.POLLIN, LIMIT_MILLIS));
        if ((events[0] & Ppoll.POLLIN) == 0) {
            throw new AssertionError("waited %s ms in vain for %s".formatted(LIMIT_MILLIS, what));
        }
    }

    /** What one runtime has sent: its JSON, and the descriptor with it. */
    record Handover(String json, Fd notifications) {}

    /** Waits for a runtime to connect, and reads until it closes the connection. */
    Handover accept() {
        await("a connection", socket);
        Fd connection = keep(local.call("accept", new Accept4(socket)));
        await("the descriptor", connection);
        var receive = new ReceiveFds(connection, 4);
        var plan = new Plan();
        Slot first = plan.call("receive the descriptor", receive);
        Outcome outcome = local.run(plan);
        List<Fd> fds = receive.lift(new Reply(outcome.value(first), outcome.outs(first)));
        fds.forEach(this::keep);
        if (fds.size() != 1) {
            throw new AssertionError("expected one descriptor, found " + fds);
        }
        var json = new ByteArrayOutputStream();
        json.writeBytes(outcome.outs(first).get(1));
        byte[] more;
        do {
            more = local.call("receive the state", new Receive(connection, 4096));
            json.writeBytes(more);
        } while (more.length > 0);
        return new Handover(json.toString(StandardCharsets.UTF_8), fds.getFirst());
    }

    /** Waits for the next call that the filter asks about. */
    Question ask(Fd notifications) {
        await("a notification", notifications);
        ByteBuffer notification = ByteBuffer.wrap(local.call(
                        "receive a notification", new Ioctl(notifications, NOTIF_RECV, new byte[NOTIFICATION_SIZE])))
                .order(ByteOrder.nativeOrder());
        return new Question(notification.getLong(0), notification.getInt(8), notification.getInt(16));
    }

    /** Has the call return {@code value}, or fail with {@code errno} where that is not 0. */
    void answer(Fd notifications, Question question, long value, int errno) {
        ByteBuffer answer = ByteBuffer.allocate(ANSWER_SIZE).order(ByteOrder.nativeOrder());
        answer.putLong(question.id()).putLong(value).putInt(-errno).putInt(0);
        local.call("answer", new Ioctl(notifications, NOTIF_SEND, answer.array()));
    }

    @Override
    public void close() {
        open.forEach(fd -> local.call("close a descriptor", new Close(fd)));
    }
}
