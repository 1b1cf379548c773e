package dev.jrun.runtime;

import dev.jrun.runtime.command.Console;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.FileCall.Write;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Prints through the process that the caller started: the engine holds no descriptor of the caller's.
 *
 * @param main runs calls in that process
 */
record StubConsole(Stub main) implements Console {
    private static final int CHUNK = 32 * 1024;

    @Override
    public void out(String text) {
        write(Fd.STDOUT, "write to stdout", text);
    }

    @Override
    public void err(String text) {
        write(Fd.STDERR, "write to stderr", text);
    }

    @Override
    public byte[] in() {
        var bytes = new ByteArrayOutputStream();
        byte[] chunk;
        do {
            // The channel is watched too: a stub that slept here for ever would outlive an engine that died.
            main.call("wait for stdin", new Ppoll(List.of(0, main.channel()), Ppoll.POLLIN, -1));
            chunk = main.call("read stdin", new Read(Fd.of(0), CHUNK));
            bytes.writeBytes(chunk);
        } while (chunk.length > 0);
        return bytes.toByteArray();
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
