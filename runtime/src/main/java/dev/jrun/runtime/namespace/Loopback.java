package dev.jrun.runtime.namespace;

import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.DescriptorCall.Ioctl;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import java.nio.charset.StandardCharsets;

/** The loopback device of a new network namespace, netdevice(7). Set up by init. */
public final class Loopback {
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final int IFREQ_SIZE = 40;
    private static final int IFREQ_FLAGS = 16;
    private static final int IFF_UP = 1;
    private static final int IFF_LOOPBACK = 8;

    private Loopback() {}

    /**
     * Brings {@code lo} up. In a namespace that was just made its flags are known, IFF_LOOPBACK alone, so they need not
     * be read before they are set.
     */
    public static Plan up() {
        byte[] request = new Arg.Struct(IFREQ_SIZE)
                .bytes(0, "lo".getBytes(StandardCharsets.US_ASCII))
                .int16(IFREQ_FLAGS, IFF_UP | IFF_LOOPBACK)
                .toBytes();
        Plan plan = new Plan();
        String intent = "bring up the loopback device";
        Slot socket = plan.call(intent, new Socket(SocketCall.AF_INET, SocketCall.SOCK_DGRAM));
        plan.call(intent, new Ioctl(socket, SIOCSIFFLAGS, request));
        plan.call(intent, new Close(socket));
        return plan;
    }
}
