package dev.jrun.runtime.command;

import dev.jrun.runtime.criu.CgroupMode;
import dev.jrun.runtime.criu.CommonFlags;
import dev.jrun.runtime.failure.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;

/** The flags that {@code checkpoint} and {@code restore} share. */
final class CriuFlags {
    private CriuFlags() {}

    static Syntax addTo(Syntax syntax) {
        return syntax.with(
                Flag.withValue("FOLDER", "folder of the images (checkpoint in the current one)", "--image-path"),
                Flag.withValue("FOLDER", "folder of criu's log (that of the images)", "--work-path"),
                Flag.onOff("keep TCP connections", "--tcp-established"),
                Flag.onOff("allow Unix sockets whose other end is outside", "--ext-unix-sk"),
                Flag.onOff("the container uses the caller's terminal", "--shell-job"),
                Flag.onOff("keep locks on files", "--file-locks"),
                Flag.onOff("bring pages of memory when they are asked for", "--lazy-pages"),
                Flag.onOff("drop pages of earlier images that are replaced", "--auto-dedup"),
                Flag.withValue("soft|full|strict|ignore", "what to do with the cgroups", "--manage-cgroups-mode"),
                Flag.withValue("network", "leave the content of this namespace out", "--empty-ns"));
    }

    static CommonFlags common(Flags flags) {
        return new CommonFlags(
                flags.isOn("--tcp-established"),
                flags.isOn("--ext-unix-sk"),
                flags.isOn("--shell-job"),
                flags.isOn("--file-locks"),
                flags.isOn("--lazy-pages"),
                flags.isOn("--auto-dedup"),
                flags.value("--manage-cgroups-mode").map(CgroupMode::parse),
                emptyNetwork(flags));
    }

    private static boolean emptyNetwork(Flags flags) {
        Optional<String> type = flags.value("--empty-ns");
        if (type.isPresent() && !type.get().equals("network")) {
            throw new InvalidInputException(
                    "--empty-ns: criu can leave out the network namespace only, got \"" + type.get() + "\"");
        }
        return type.isPresent();
    }

    static Path images(Flags flags, Invocation caller) {
        return caller.resolve(flags.value("--image-path").orElse("checkpoint")).normalize();
    }

    static Path work(Flags flags, Invocation caller) {
        Optional<String> work = flags.value("--work-path");
        return work.isPresent() ? caller.resolve(work.get()).normalize() : images(flags, caller);
    }
}
