package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.operation.CreateOptions;
import dev.jrun.runtime.operation.CreateRequest;
import java.io.IOException;
import java.nio.file.Path;

/** The flags that {@code create} and {@code run} share. */
final class CreateFlags {
    private CreateFlags() {}

    static Syntax addTo(Syntax syntax) {
        return syntax.with(
                bundle(),
                Flag.withValue("FILE", "where to write the pid of the container's init", "--pid-file"),
                Flag.withValue("SOCKET", "where to send the terminal of a detached container", "--console-socket"),
                Flag.withValue("SOCKET", "where to send the pidfd of init", "--pidfd-socket"),
                Flag.withValue("FILE", "the config, where it is not the bundle's config.json", "--config", "-f"),
                Flag.onOff("move the root over the host's instead of pivoting it", "--no-pivot"),
                Flag.onOff("keep the caller's session keyring", "--no-new-keyring"),
                Flag.withValue(
                        "N", "pass on N descriptors, from 3 on or behind those of LISTEN_FDS", "--preserve-fds"));
    }

    static Flag bundle() {
        return Flag.withValue("FOLDER", "folder that has the config.json (the current one)", "--bundle", "-b");
    }

    static CreateRequest request(Verb verb, Flags flags, Context context) {
        flags.requireCount(verb, 1, 1);
        Invocation caller = context.invocation();
        return new CreateRequest(
                flags.id(),
                bundle(flags, caller),
                flags.value("--pid-file").map(caller::resolve),
                flags.value("--console-socket").map(caller::resolve),
                options(flags, context));
    }

    private static CreateOptions options(Flags flags, Context context) {
        Invocation caller = context.invocation();
        return new CreateOptions(
                flags.value("--config").map(caller::resolve),
                flags.value("--pidfd-socket").map(caller::resolve),
                preservedFds(flags),
                flags.isOn("--no-pivot"),
                flags.isOn("--no-new-keyring"),
                context.globals().cgroups());
    }

    /** The folder of the bundle, absolute. */
    static Path bundle(Flags flags, Invocation caller) {
        Path folder = caller.resolve(flags.value("--bundle").orElse(""));
        try {
            // A .. behind a symbolic link is not what comes of the name alone.
            return hasParentStep(folder) ? folder.toRealPath() : folder.normalize();
        } catch (IOException e) {
            throw new InvalidInputException("--bundle: no such folder: " + folder);
        }
    }

    private static boolean hasParentStep(Path path) {
        for (Path name : path) {
            if (name.toString().equals("..")) {
                return true;
            }
        }
        return false;
    }

    /** How many descriptors {@code --preserve-fds} names. */
    static int preservedFds(Flags flags) {
        String number = flags.value("--preserve-fds").orElse("0");
        try {
            if (Character.isDigit(number.charAt(0))) {
                return Integer.parseInt(number);
            }
        } catch (NumberFormatException tooLargeOrNone) {
            // Told of below.
        }
        throw new InvalidInputException("--preserve-fds: expected a number, got \"" + number + "\"");
    }
}
