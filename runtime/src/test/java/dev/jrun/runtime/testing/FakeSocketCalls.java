package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SocketCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers the {@link SocketCall}s that make sockets and name them; a test that exchanges messages says the answers. */
final class FakeSocketCalls {
    private final FakeState state;
    private final SteppingExecutor.Slots slots;

    FakeSocketCalls(FakeState state, SteppingExecutor.Slots slots) {
        this.state = state;
        this.slots = slots;
    }

    Optional<Reply> answer(SocketCall call) {
        return switch (call) {
            case SocketCall.Socket _ -> Optional.of(Reply.of(open("socket")));
            case SocketCall.Socketpair _ -> Optional.of(pair());
            case SocketCall.BindUnix bind -> Optional.of(bind(bind));
            case SocketCall.Listen listen -> Optional.of(check(listen.socket()));
            case SocketCall.ConnectUnix connect -> Optional.of(connect(connect));
            case SocketCall.Accept4 _,
                    SocketCall.Send _,
                    SocketCall.Receive _,
                    SocketCall.SendFds _,
                    SocketCall.SendWithFd _,
                    SocketCall.ReceiveFds _,
                    SocketCall.ReceiveWithFd _,
                    SocketCall.PeerCredentials _,
                    SocketCall.PeerGroups _,
                    SocketCall.Shutdown _ -> Optional.empty();
        };
    }

    private int open(String kind) {
        return state.descriptors.open(new FakeDescriptors.Other(kind));
    }

    private Reply pair() {
        ByteBuffer pair = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        pair.putInt(0, open("socket")).putInt(4, open("socket"));
        return new Reply(0, List.of(pair.array()));
    }

    private Reply check(Fd socket) {
        state.descriptors.find(FakeDescriptors.number(socket, slots), FakeDescriptors.Other.class);
        return Reply.of(0);
    }

    private Reply bind(SocketCall.BindUnix bind) {
        Reply reply = check(bind.socket());
        FakePaths.Entry entry = state.paths.entry(state.paths.cwd, bind.path(), Set.of());
        if (entry.node().isPresent()) {
            throw new KernelError(Errno.EADDRINUSE);
        }
        FakeNode node = new FakeNode(FakeNode.S_IFSOCK | (0777 & ~state.process.umask));
        entry.directory().node().add(entry.name(), node);
        return reply;
    }

    private Reply connect(SocketCall.ConnectUnix connect) {
        Reply reply = check(connect.socket());
        FakeNode node = state.paths.find(state.paths.cwd, connect.path(), true).node();
        if (node.type() != FakeNode.S_IFSOCK) {
            throw new KernelError(Errno.ECONNREFUSED);
        }
        return reply;
    }
}
