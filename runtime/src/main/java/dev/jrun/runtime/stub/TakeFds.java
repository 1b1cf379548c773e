package dev.jrun.runtime.stub;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SocketCall.ReceiveFds;
import dev.jrun.runtime.syscall.Syscall;
import java.util.List;

/**
 * Has a stub take copies of descriptors of this JVM's, which are sent right behind the request. Only as the first step of
 * all that is run: were one before it to fail, the descriptors would stand in the channel where the next request is due.
 *
 * @param channel the number of the channel's descriptor in the stub
 */
record TakeFds(int channel, List<Fd.Number> fds) implements Syscall<List<Fd>> {
    TakeFds {
        fds = List.copyOf(fds);
    }

    private ReceiveFds receive() {
        return new ReceiveFds(Fd.of(channel), fds.size());
    }

    @Override
    public RawCall lower() {
        return receive().lower();
    }

    @Override
    public List<Fd> lift(Reply reply) {
        return receive().lift(reply);
    }
}
