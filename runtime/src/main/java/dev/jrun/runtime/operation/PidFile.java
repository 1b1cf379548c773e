package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Renameat;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The file that tells the caller init's pid: decimal digits and nothing else, there as a whole or not at all. */
final class PidFile {
    private static final int FOR_ALL = 0666;

    private PidFile() {}

    /** Writes it in the caller's process, {@code main}, whose umask it is that counts. */
    static void write(SyscallExecutor main, Optional<Path> file, int pid) {
        if (file.isEmpty()) {
            return;
        }
        Path path = file.get();
        String intent = "--pid-file " + path + ": can't be written";
        String fresh = path.resolveSibling("." + path.getFileName() + "." + pid).toString();
        var flags = Set.of(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_TRUNC);
        var plan = new Plan();
        Slot fd = plan.call(intent, new Openat(Fd.CWD, fresh, flags, FOR_ALL));
        plan.call(intent, Write.text(fd, Integer.toString(pid)));
        plan.call(intent, new Close(fd));
        plan.call(intent, new Renameat(Fd.CWD, fresh, Fd.CWD, path.toString()));
        main.run(plan);
    }
}
