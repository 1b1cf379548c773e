package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.JrunException;
import dev.jrun.runtime.operation.ExecRequest;
import dev.jrun.runtime.operation.ExecSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code jrun exec ID COMMAND}: adds a process to a container, and waits for its end unless told not to. */
final class ExecVerb implements Verb {
    /** The exit code that tells the caller's callers that it was not the program which failed. */
    private static final int NOT_SET_UP = 255;

    private static final long HIGHEST_ID = 0xffff_fffeL;
    private static final String CAPABILITY_PREFIX = "CAP_";

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "ID COMMAND [ARGS...]", "Run another process in a container.")
                .with(
                        Flag.withValue(
                                "FILE",
                                "JSON file that describes the process; no COMMAND then, and no flag changes it",
                                "--process",
                                "-p"),
                        Flag.onOff("return once the process runs", "--detach", "-d"),
                        Flag.onOff("give the process a terminal", "--tty", "-t"),
                        Flag.withValue(
                                "SOCKET", "where to send the terminal of a detached process", "--console-socket"),
                        Flag.withValue("SOCKET", "where to send the pidfd of the process", "--pidfd-socket"),
                        Flag.withValue("FILE", "where to write the pid of the process", "--pid-file"),
                        Flag.withValue("FOLDER", "working directory (that of the config)", "--cwd"),
                        Flag.withValue("NAME=VALUE", "add to the environment; may be repeated", "--env", "-e"),
                        Flag.withValue("UID[:GID]", "ids of the process (those of the config)", "--user", "-u"),
                        Flag.withValue("GID", "add a group; may be repeated", "--additional-gids", "-g"),
                        Flag.withValue("LABEL", "SELinux label of the process", "--process-label"),
                        Flag.withValue("PROFILE", "AppArmor profile of the process", "--apparmor"),
                        Flag.onOff("gain no privileges by execve", "--no-new-privs"),
                        Flag.withValue("CAPABILITY", "add a capability; may be repeated", "--cap", "-c"),
                        Flag.withValue("N", "pass on N descriptors from 3 on", "--preserve-fds"),
                        Flag.withValue(
                                "[CONTROLLERS:]PATH",
                                "cgroup of the process, below the container's; may be repeated",
                                "--cgroup"),
                        Flag.onOff("also in a paused container, where the process waits", "--ignore-paused"))
                .leading();
    }

    @Override
    public int run(Flags flags, Context context) {
        ExecRequest request = request(flags, context);
        try {
            return context.operations().exec(request);
        } catch (JrunException failure) {
            throw failure.during("exec failed").exitingWith(NOT_SET_UP);
        }
    }

    private ExecRequest request(Flags flags, Context context) {
        flags.requireAtLeast(this, 1);
        Invocation caller = context.invocation();
        Optional<String> file = flags.value("--process");
        return new ExecRequest(
                flags.id(),
                file.isPresent() ? new ExecSource.File(caller.resolve(file.get())) : changes(flags),
                flags.isOn("--detach"),
                flags.value("--pid-file").map(caller::resolve),
                flags.value("--console-socket").map(caller::resolve),
                flags.value("--pidfd-socket").map(caller::resolve),
                CreateFlags.preservedFds(flags),
                flags.values("--cgroup"),
                flags.isOn("--ignore-paused"));
    }

    private static ExecSource changes(Flags flags) {
        String user = flags.value("--user").orElse("");
        int colon = user.indexOf(':');
        List<Long> groups = new ArrayList<>();
        for (String group : flags.values("--additional-gids")) {
            groups.add(id("--additional-gids", group));
        }
        return new ExecSource.Changes(
                flags.arguments().subList(1, flags.arguments().size()),
                flags.isOn("--tty"),
                flags.value("--cwd"),
                flags.values("--env"),
                user.isEmpty()
                        ? Optional.empty()
                        : Optional.of(id("--user", colon < 0 ? user : user.substring(0, colon))),
                colon < 0 ? Optional.empty() : Optional.of(id("--user", user.substring(colon + 1))),
                groups,
                capabilities(flags.values("--cap")),
                flags.isGiven("--no-new-privs") ? Optional.of(flags.isOn("--no-new-privs")) : Optional.empty(),
                flags.value("--apparmor"),
                flags.value("--process-label"));
    }

    /** Digits and nothing else (CVE-2026-30892: what is misread must not become 0). */
    private static long id(String flag, String text) {
        long id = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || id > HIGHEST_ID) {
                throw noId(flag, text);
            }
            id = 10 * id + digit;
        }
        if (text.isEmpty() || id > HIGHEST_ID) {
            throw noId(flag, text);
        }
        return id;
    }

    private static InvalidInputException noId(String flag, String text) {
        return new InvalidInputException(flag + ": expected a number from 0 to " + HIGHEST_ID + ", got \"" + text
                + "\"; names are not looked up");
    }

    private static List<String> capabilities(List<String> given) {
        List<String> names = new ArrayList<>();
        for (String name : given) {
            String upper = name.toUpperCase(java.util.Locale.ROOT);
            names.add(upper.startsWith(CAPABILITY_PREFIX) ? upper : CAPABILITY_PREFIX + upper);
        }
        return names;
    }
}
