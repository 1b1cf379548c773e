package dev.jrun.it;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.TerminalCall.GetAttributes;
import dev.jrun.runtime.syscall.TerminalCall.PtyNumber;
import dev.jrun.runtime.syscall.TerminalCall.SetWindowSize;
import dev.jrun.runtime.syscall.TerminalCall.UnlockPty;
import dev.jrun.runtime.syscall.WindowSize;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The master of a terminal, with somebody at it who types and reads. */
public final class Terminal implements AutoCloseable {
    private static final int CHUNK = 4096;

    private final LocalExecutor local = new LocalExecutor();
    private final Fd.Number master;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private boolean ended;

    public Terminal(Fd.Number master) {
        this.master = master;
    }

    /** A new terminal of the host's. */
    public static Terminal open() {
        var local = new LocalExecutor();
        Fd ptmx = local.call("open", new Openat(Fd.CWD, "/dev/ptmx", Set.of(OpenFlag.O_RDWR), 0));
        local.call("unlock", new UnlockPty(ptmx));
        return new Terminal((Fd.Number) ptmx);
    }

    /** The path of the other side, of a terminal of the host's. */
    public Path seat() {
        return Path.of(
                "/dev/pts",
                local.call("ask for the number", new PtyNumber(master)).toString());
    }

    /** How the terminal treats what goes through it, to be compared. */
    public String attributes() {
        return local.call("ask for the attributes", new GetAttributes(master)).toString();
    }

    public void type(String text) {
        local.call("type", new Write(master, text.getBytes(StandardCharsets.UTF_8)));
    }

    public void resize(int rows, int columns) {
        local.call("resize", new SetWindowSize(master, new WindowSize(rows, columns)));
    }

    /** Reads until this text was shown; gives all that was shown. */
    public String awaitShown(String text) {
        return Await.until("the terminal to show " + text, this::shown, all -> all.contains(text));
    }

    /** Reads until nobody has the terminal open any more; gives all that was shown. */
    public String awaitEnd() {
        Await.until("the end of the terminal", () -> {
            shown();
            return ended;
        });
        return shown();
    }

    /** All that was shown up to now. */
    public String shown() {
        while (!ended && isReadable()) {
            read();
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    private boolean isReadable() {
        return local.call("poll", new Ppoll(List.of(master.value()), Ppoll.POLLIN, 0))[0] != 0;
    }

    private void read() {
        try {
            byte[] bytes = local.call("read", new Read(master, CHUNK));
            shown.writeBytes(bytes);
            ended = bytes.length == 0;
        } catch (SyscallException hungUp) {
            // EIO: no process has the other side open.
            ended = true;
        }
    }

    @Override
    public void close() {
        local.call("close", new Close(master));
    }
}
