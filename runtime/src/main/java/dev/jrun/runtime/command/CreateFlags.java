package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.operation.CreateRequest;
import java.io.IOException;
import java.nio.file.Path;

/** The flags that {@code create} and {@code run} share. */
final class CreateFlags {
    private static final String LATER = "not supported yet: ";

    private CreateFlags() {}

    static Syntax addTo(Syntax syntax) {
        return syntax.with(
                bundle(),
                Flag.withValue("FILE", "where to write the pid of the container's init", "--pid-file"),
                Flag.withValue("SOCKET", "where to send the terminal of a detached container", "--console-socket"),
                Flag.withValue("SOCKET", LATER + "where to send the pidfd of init", "--pidfd-socket"),
                Flag.onOff(LATER + "move the root instead of pivoting it", "--no-pivot"),
                Flag.onOff(LATER + "keep the caller's session keyring", "--no-new-keyring"),
                Flag.withValue("N", LATER + "pass on N descriptors from 3 on", "--preserve-fds"));
    }

    static Flag bundle() {
        return Flag.withValue("FOLDER", "folder that has the config.json (the current one)", "--bundle", "-b");
    }

    static CreateRequest request(Verb verb, Flags flags, Context context) {
        flags.requireCount(verb, 1, 1);
        refuseLater(flags, context);
        Invocation caller = context.invocation();
        return new CreateRequest(
                flags.id(),
                bundle(flags, caller),
                flags.value("--pid-file").map(caller::resolve),
                flags.value("--console-socket").map(caller::resolve));
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

    private static void refuseLater(Flags flags, Context context) {
        refuse(flags.value("--pidfd-socket").isPresent(), "--pidfd-socket: not supported yet");
        refuse(flags.isOn("--no-pivot"), "--no-pivot: not supported yet, the root is always pivoted");
        refuse(
                flags.isOn("--no-new-keyring"),
                "--no-new-keyring: not supported yet, each container gets a session keyring of its own");
        refuse(preservedFds(flags) != 0, "--preserve-fds: passing on descriptors is not supported yet");
        refuse(
                context.globals().systemdCgroup(),
                "--systemd-cgroup: cgroups made by systemd are not supported yet, leave the flag out");
    }

    private static int preservedFds(Flags flags) {
        String number = flags.value("--preserve-fds").orElse("0");
        try {
            return Integer.parseUnsignedInt(number);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("--preserve-fds: expected a number, got \"" + number + "\"");
        }
    }

    private static void refuse(boolean asked, String message) {
        if (asked) {
            throw new UnsupportedFeatureException(message);
        }
    }
}
