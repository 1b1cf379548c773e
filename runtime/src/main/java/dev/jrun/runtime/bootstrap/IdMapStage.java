package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.failure.HookException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.hook.HookUser;
import dev.jrun.runtime.namespace.IdKind;
import dev.jrun.runtime.namespace.UserNamespace;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.Hook;
import dev.jrun.spec.Linux;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes the id maps of a new user namespace from outside of it: by the main stub where the kernel allows that, else by
 * newuidmap(1) and newgidmap(1), which know what the machine's administrator allows.
 */
final class IdMapStage {
    private static final int HELPER_SECONDS = 10;

    private final Stub main;
    private final UserNamespace.Caller mapper;
    private final Caller caller;
    private final Fd procfs;

    IdMapStage(Stub main, Caller caller, Fd procfs) {
        this.main = main;
        this.caller = caller;
        this.mapper = new UserNamespace.Caller(caller.uid(), caller.gid(), ProcessFacts.mayMapIds(main.pid()));
        this.procfs = procfs;
    }

    void map(Linux linux, long pid) {
        var direct = new Plan();
        for (IdKind kind : IdKind.values()) {
            if (mapper.mayWrite(kind, kind.mappings(linux))) {
                UserNamespace.map(direct, kind, linux, new UserNamespace.Target(procfs, pid), mapper);
            } else {
                runHelper(kind, linux, pid);
            }
        }
        if (!direct.isEmpty()) {
            write(direct);
        }
    }

    private void write(Plan direct) {
        try {
            main.run(direct);
        } catch (SyscallException failure) {
            if (caller.inUserNamespace()) {
                failure.because(
                        "the caller is in a user namespace: an id has to be mapped there, see /proc/self/uid_map"
                                + " and gid_map, before it can be mapped again");
            }
            throw failure;
        }
    }

    private void runHelper(IdKind kind, Linux linux, long pid) {
        List<String> arguments = UserNamespace.helperArguments(kind, linux, pid);
        var helper = new IdMapHelper(kind, caller);
        Path program = helper.find(main.environment()).orElseThrow(() -> missing(kind));
        var order = new ChildProgram.Order(
                new Hook(program.toString(), arguments, List.of(), Optional.of(HELPER_SECONDS)),
                new byte[0],
                kind.helper());
        ChildProgram.End end = run(order, kind);
        if (!end.exitCode().equals(Optional.of(0))) {
            throw helper.refused(program, kind.mappings(linux), main.pid(), end);
        }
    }

    private ChildProgram.End run(ChildProgram.Order order, IdKind kind) {
        try {
            return new ChildProgram(main, "/", HookUser.THE_SAME).run(order);
        } catch (HookException failure) {
            failure.during(kind.pointer());
            throw failure;
        }
    }

    private UnsupportedFeatureException missing(IdKind kind) {
        long own = kind == IdKind.UID ? caller.uid() : caller.gid();
        return new UnsupportedFeatureException(kind.pointer() + ": a user needs " + kind.helper()
                + " to map other ids than its own, and it is neither on PATH nor in /usr/bin; install it (Debian: uidmap,"
                + " Fedora: shadow-utils), or map " + own + " alone, as one entry of size 1");
    }
}
