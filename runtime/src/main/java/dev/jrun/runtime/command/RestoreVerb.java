package dev.jrun.runtime.command;

import dev.jrun.runtime.criu.RestoreFlags;
import dev.jrun.runtime.operation.CreateOptions;
import dev.jrun.runtime.operation.CreateRequest;
import dev.jrun.runtime.operation.RestoreRequest;
import dev.jrun.runtime.operation.RunOptions;
import java.util.Optional;

/** {@code jrun restore ID}: makes a container from what {@code checkpoint} has saved. */
final class RestoreVerb implements Verb {
    @Override
    public String name() {
        return "restore";
    }

    @Override
    public Syntax syntax() {
        return CriuFlags.addTo(Syntax.of(this, "ID", "Make a container from what checkpoint has saved, with criu."))
                .with(
                        CreateFlags.bundle(),
                        Flag.withValue("SOCKET", "where to send the terminal of a detached one", "--console-socket"),
                        Flag.withValue("FILE", "where to write the pid of the container's init", "--pid-file"),
                        Flag.onOff("return once the container runs", "--detach", "-d"),
                        Flag.onOff("leave the container's orphans to the caller's subreaper", "--no-subreaper"),
                        Flag.onOff("without effect: criu enters the root in its own way", "--no-pivot"),
                        Flag.withValue("TYPE:NAME", "profile for the processes: apparmor or selinux", "--lsm-profile"),
                        Flag.withValue("CONTEXT", "SELinux context for the mounts", "--lsm-mount-context"));
    }

    @Override
    public int run(Flags flags, Context context) {
        Invocation caller = context.invocation();
        flags.requireCount(this, 1, 1);
        var create = new CreateRequest(
                flags.id(),
                CreateFlags.bundle(flags, caller),
                flags.value("--pid-file").map(caller::resolve),
                flags.value("--console-socket").map(caller::resolve),
                new CreateOptions(
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        false,
                        false,
                        context.globals().cgroups()));
        var restore = new RestoreFlags(
                CriuFlags.common(flags), flags.value("--lsm-profile"), flags.value("--lsm-mount-context"));
        var options = new RunOptions(flags.isOn("--detach"), false, flags.isOn("--no-subreaper"));
        return context.operations()
                .restore(new RestoreRequest(
                        create, CriuFlags.images(flags, caller), CriuFlags.work(flags, caller), restore, options));
    }
}
