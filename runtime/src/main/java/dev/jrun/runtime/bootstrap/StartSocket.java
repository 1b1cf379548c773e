package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.BindUnix;
import dev.jrun.runtime.syscall.SocketCall.ConnectUnix;
import dev.jrun.runtime.syscall.SocketCall.Listen;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * The socket on which the init of a created container waits for its next engine. It lies in the container's state
 * folder, which only the owner may enter, and has a listener as long as init has not executed the user's program.
 */
public final class StartSocket {
    private static final String NAME = StateStore.START_SOCKET;
    private static final int ADDRESS_LIMIT = 107;

    private StartSocket() {}

    /** Plans to make the socket, in the process that {@code executor} runs calls in. */
    static Slot listen(Plan plan, SyscallExecutor executor, Path folder) {
        String address = address(executor, folder);
        Slot socket = plan.call("make the start socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_SEQPACKET));
        plan.call("make the start socket in " + folder, new BindUnix(socket, address));
        plan.call("make the start socket in " + folder, new Listen(socket, 1));
        return socket;
    }

    /** Connects to the socket. Fails with ECONNREFUSED when the container was started before. */
    public static Fd connect(SyscallExecutor executor, Path folder) {
        String address = address(executor, folder);
        var plan = new Plan();
        Slot socket = plan.call("make a socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_SEQPACKET));
        plan.call("connect to the start socket in " + folder, new ConnectUnix(socket, address));
        return executor.run(plan).fd(socket);
    }

    /** The path, or a shorter way to it where it is too long for an address. */
    private static String address(SyscallExecutor executor, Path folder) {
        String path = folder.resolve(NAME).toString();
        if (path.getBytes(StandardCharsets.UTF_8).length <= ADDRESS_LIMIT) {
            return path;
        }
        Fd fd = executor.call(
                "open " + folder,
                new Openat(Fd.CWD, folder.toString(), Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY), 0));
        return "/proc/self/fd/" + fd + "/" + NAME;
    }
}
