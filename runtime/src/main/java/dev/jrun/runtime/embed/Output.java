package dev.jrun.runtime.embed;

import dev.jrun.runtime.syscall.DescriptorCall.MemfdCreate;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Pread;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What processes write to one descriptor, kept in a file in memory: it takes any amount without anybody reading, and
 * counts as memory of those who write.
 */
record Output(SyscallExecutor local, Fd.Number file) implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    static Output open(SyscallExecutor local) {
        return new Output(
                local, (Fd.Number) local.call("make a file in memory for output", new MemfdCreate("jrun-output")));
    }

    /** All that was written up to now, read as UTF-8. */
    String text() {
        var bytes = new ByteArrayOutputStream();
        byte[] chunk = read(0);
        while (chunk.length > 0) {
            bytes.writeBytes(chunk);
            chunk = read(bytes.size());
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private byte[] read(long offset) {
        return local.call("read output", new Pread(file, CHUNK, offset));
    }

    @Override
    public void close() {
        local.call("close a file of output", new Close(file));
    }
}
