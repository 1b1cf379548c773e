package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.namespace.ProcfsHandle;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import java.util.Optional;

/** The procfs that the main stub writes to, opened and checked when it is needed first. */
final class CallersProcfs {
    private final Stub main;
    private Optional<Fd> root = Optional.empty();

    CallersProcfs(Stub main) {
        this.main = main;
    }

    /** Its root, a descriptor of the main stub's. */
    Fd root() {
        if (root.isEmpty()) {
            ProcfsHandle handle = ProcfsHandle.ofCaller();
            root = Optional.of(handle.check(main.run(handle.plan())));
        }
        return root.get();
    }
}
