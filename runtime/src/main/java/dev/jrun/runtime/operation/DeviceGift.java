package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.DeviceFilter;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.List;
import java.util.Optional;

/** A device program that this JVM had the kernel take, on its way to the main stub. */
final class DeviceGift implements AutoCloseable {
    private final SyscallExecutor local;
    private final Stub main;
    private Optional<Fd.Number> program;
    private Optional<DeviceFilter.Loaded> loaded = Optional.empty();

    private DeviceGift(SyscallExecutor local, Stub main, Optional<Fd.Number> program) {
        this.local = local;
        this.main = main;
        this.program = program;
    }

    /** Has the kernel take the program of a change, if that has one. The main stub gets it with the next plan it runs. */
    static DeviceGift of(Engine engine, LimitChange change) {
        Optional<Fd.Number> program =
                change.filter().flatMap(filter -> engine.memory().devices().program(engine.local(), filter));
        var gift = new DeviceGift(engine.local(), engine.main(), program);
        program.ifPresent(gift::send);
        return gift;
    }

    /** Twice, since attaching takes another number. */
    private void send(Fd.Number fd) {
        main.giveLater(
                List.of(fd, fd),
                numbers -> loaded = Optional.of(new DeviceFilter.Loaded(numbers.getFirst(), numbers.getLast())),
                program::isPresent);
    }

    /** What the main stub has of it, after it has got it; empty where there is no program. */
    Optional<DeviceFilter.Loaded> loaded() {
        if (program.isPresent() && loaded.isEmpty()) {
            main.flush();
        }
        return loaded;
    }

    /** Closes what this JVM has of it; what the main stub has stays. */
    @Override
    public void close() {
        program.ifPresent(fd -> local.call("close a device program", new Close(fd)));
        program = Optional.empty();
    }
}
