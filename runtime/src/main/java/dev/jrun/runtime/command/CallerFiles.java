package dev.jrun.runtime.command;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * Writes files that the caller named, in the caller's process: an engine that stays has another umask.
 *
 * @param main runs calls in that process
 */
record CallerFiles(SyscallExecutor main) {
    private static final int FOR_ALL = 0666;

    /**
     * Appends to a file, which is made where there is none. By the kernel's hand: several runs of jrun may share it.
     *
     * @throws SyscallException when that fails
     */
    void append(Path file, String text) {
        write(file, text, Set.of(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_APPEND));
    }

    /**
     * Makes a file that is not there yet.
     *
     * @throws SyscallException when that fails
     */
    void create(Path file, String text) {
        write(file, text, Set.of(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_EXCL));
    }

    private void write(Path file, String text, Set<OpenFlag> flags) {
        String intent = "can't write " + file;
        var plan = new Plan();
        Slot fd = plan.call(intent, new Openat(Fd.CWD, file.toString(), flags, FOR_ALL));
        plan.call(intent, new Write(fd, text.getBytes(StandardCharsets.UTF_8)));
        plan.call(intent, new Close(fd));
        main.run(plan);
    }
}
