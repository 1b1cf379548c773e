package dev.jrun.runtime.embed;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.DescriptorCall.MemfdCreate;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The stub's executable, from the jar to a file in memory: a library has no installed program to start. */
record StubProgram(SyscallExecutor local, Fd.Number file) implements AutoCloseable {
    static StubProgram load(SyscallExecutor local) {
        Fd file = local.call("make a file in memory for the stub", new MemfdCreate("jrun"));
        local.call("write the stub", new Write(file, bytes()));
        return new StubProgram(local, (Fd.Number) file);
    }

    private static byte[] bytes() {
        String arch = System.getProperty("os.arch");
        try (InputStream resource = StubProgram.class.getResourceAsStream("jrun-" + arch)) {
            if (resource == null) {
                throw new UnsupportedFeatureException(
                        "this build of jrun has no stub for " + arch + ": build it on a machine of that kind");
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        local.call("close the stub's file", new Close(file));
    }
}
