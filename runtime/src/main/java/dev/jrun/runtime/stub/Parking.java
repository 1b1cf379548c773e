package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall.Accept4;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.wire.StubHello;

/** How a stub waits for its next engine. */
final class Parking {
    private Parking() {}

    /** Has the stub that said {@code hello} take the next connection on {@code listener} in its channel's place. */
    static Plan plan(Fd listener, StubHello hello) {
        var plan = new Plan();
        Slot accepted = plan.call("wait for start", new Accept4(listener));
        plan.call("take up the start channel", new Dup3(accepted, hello.channel(), true));
        plan.call("greet the next engine", new Greet(hello));
        return plan;
    }

    /** Has the kernel do nothing of note, so that the hello in its out region comes back with the reply. */
    private record Greet(StubHello hello) implements Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.GETPID, Arg.inOut(hello.encode()));
        }
    }
}
