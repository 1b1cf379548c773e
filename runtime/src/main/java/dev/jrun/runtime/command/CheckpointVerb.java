package dev.jrun.runtime.command;

import dev.jrun.runtime.criu.DumpFlags;
import dev.jrun.runtime.criu.PageServer;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.operation.CheckpointRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code jrun checkpoint ID}: saves a container's processes to files. */
final class CheckpointVerb implements Verb {
    @Override
    public String name() {
        return "checkpoint";
    }

    @Override
    public Syntax syntax() {
        return CriuFlags.addTo(Syntax.of(this, "ID", "Save a container's processes to files, with criu."))
                .with(
                        Flag.withValue("FOLDER", "images of an earlier --pre-dump, relative", "--parent-path"),
                        Flag.onOff("let the container run on", "--leave-running"),
                        Flag.onOff("copy the memory only, and let the container run on", "--pre-dump"),
                        Flag.onOff("pass over TCP connections that are being made", "--tcp-skip-in-flight"),
                        Flag.onOff("give deleted files that are open a name again", "--link-remap"),
                        Flag.withValue("FD", "write a NUL there when lazy pages can be asked for", "--status-fd"),
                        Flag.withValue("ADDRESS:PORT", "send the memory to this page server", "--page-server"));
    }

    @Override
    public int run(Flags flags, Context context) {
        Invocation caller = context.invocation();
        var request = new CheckpointRequest(
                flags.onlyId(this),
                CriuFlags.images(flags, caller),
                CriuFlags.work(flags, caller),
                dumpFlags(flags),
                statusFd(flags));
        context.operations().checkpoint(request);
        return 0;
    }

    private static DumpFlags dumpFlags(Flags flags) {
        return new DumpFlags(
                CriuFlags.common(flags),
                flags.isOn("--leave-running"),
                flags.isOn("--pre-dump"),
                flags.isOn("--tcp-skip-in-flight"),
                flags.isOn("--link-remap"),
                parent(flags),
                flags.value("--page-server").map(PageServer::parse));
    }

    private static Optional<String> parent(Flags flags) {
        Optional<String> parent = flags.value("--parent-path");
        if (parent.isPresent() && Path.of(parent.get()).isAbsolute()) {
            throw new InvalidInputException(
                    "--parent-path: expected a path relative to --image-path, got \"" + parent.get() + "\"");
        }
        return parent;
    }

    private static OptionalInt statusFd(Flags flags) {
        // go-runc and others write -1 for none.
        String number = flags.value("--status-fd").orElse("-1");
        try {
            int fd = Integer.parseInt(number);
            return fd < 0 ? OptionalInt.empty() : OptionalInt.of(fd);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("--status-fd: expected a descriptor's number, got \"" + number + "\"");
        }
    }
}
