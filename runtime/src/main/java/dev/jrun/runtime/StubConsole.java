package dev.jrun.runtime;

import dev.jrun.runtime.command.Console;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Prints through the process that the caller started: the engine holds no descriptor of the caller's.
 *
 * @param main runs calls in that process
 */
record StubConsole(SyscallExecutor main) implements Console {
    private static final int CHUNK = 32 * 1024;

    @Override
    public void out(String text) {
        write(Fd.STDOUT, "write to stdout", text);
    }

    @Override
    public void err(String text) {
        write(Fd.STDERR, "write to stderr", text);
    }

    private void write(Fd fd, String intent, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (at < bytes.length) {
            byte[] chunk = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + CHUNK));
            at += main.call(intent, new Write(fd, chunk)).intValue();
        }
    }
}
