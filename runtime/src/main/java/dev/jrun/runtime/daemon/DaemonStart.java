package dev.jrun.runtime.daemon;

import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.failure.JrunException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.ProcessCall.Id;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.List;

/** From the command line of a daemon's JVM to one that listens. */
public final class DaemonStart {
    private DaemonStart() {}

    /** Opens the socket, and makes the server that will take callers from it once it is run. */
    public static DaemonServer server(SyscallExecutor local, DaemonOptions options, DaemonServer.Service service) {
        long pid = local.call("ask for the pid", new Id(SyscallNumber.GETPID));
        DaemonSocket socket = options.listener().isPresent()
                ? DaemonSocket.given(local, Fd.of(options.listener().get()), options.folder(), pid)
                : DaemonSocket.open(local, options.folder(), pid);
        return new DaemonServer(local, socket, admission(local), service, pid);
    }

    private static Admission admission(SyscallExecutor local) {
        List<Fd> pair = local.call("make a socket to this process itself", new Socketpair());
        try {
            return Admission.ofThisProcess(local, pair.getFirst());
        } finally {
            for (Fd fd : pair) {
                local.call("close a socket", new Close(fd));
            }
        }
    }

    /** Tells whoever waits for it that the daemon listens. */
    public static void tellReady(SyscallExecutor local, DaemonOptions options) {
        tell(local, options, DaemonControl.READY);
    }

    /** Tells why there is no daemon: whoever waits for it, or stderr. */
    public static void tellFailure(SyscallExecutor local, DaemonOptions options, RuntimeException failure) {
        String text = failure instanceof JrunException ? String.valueOf(failure.getMessage()) : failure.toString();
        if (options.ready().isPresent()) {
            tell(local, options, text);
        } else {
            local.call("tell of a failure", Write.text(Fd.STDERR, "jrun: daemon: " + text + "\n"));
        }
    }

    private static void tell(SyscallExecutor local, DaemonOptions options, String text) {
        if (options.ready().isPresent()) {
            Fd fd = Fd.of(options.ready().get());
            local.call("tell the command that started it", Write.text(fd, text));
            local.call("close a socket", new Close(fd));
        }
    }
}
