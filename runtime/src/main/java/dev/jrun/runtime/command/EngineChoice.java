package dev.jrun.runtime.command;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Which engine the user wants: the word of JRUN_ENGINE, or else of the line {@code engine=} in the configuration file. That
 * {@code cold} in the environment passes the daemon by is the launcher's doing; here an engine finds out whether it is the
 * one that is wanted.
 */
public final class EngineChoice {
    /** The file with what holds for all commands. Lines are {@code name=value}, empty, or begin with #. */
    static final String FILE = "/etc/jrun/jrun.conf";

    private static final String VARIABLE = "JRUN_ENGINE";
    private static final String NAME = "engine=";
    private static final int LIMIT = 4096;

    private EngineChoice() {}

    /** Fails in a cold engine where only a warm one will do. */
    static void require(Invocation invocation) {
        String variable = invocation.environment().getOrDefault(VARIABLE, "");
        if (invocation.warm() && variable.isEmpty()) {
            return;
        }
        String source = variable.isEmpty() ? FILE : VARIABLE;
        String word = variable.isEmpty() ? configured(invocation.local()) : variable;
        switch (word) {
            case "", "auto" -> {}
            case "cold", "warm" -> requireWarm(invocation, source, word);
            default -> throw new InvalidInputException(source + ": expected warm, cold or auto, got \"" + word + "\"");
        }
    }

    private static void requireWarm(Invocation invocation, String source, String word) {
        if (word.equals("warm") && !invocation.warm()) {
            throw new ContainerStateException(
                    source + " asks for a warm engine, and no daemon serves this command: start one"
                            + " with 'jrun daemon --detach', or see 'jrun daemon status'");
        }
    }

    /** Whether the configuration file lets a daemon serve commands. */
    public static boolean allowsWarm(SyscallExecutor local) {
        return !configured(local).equals("cold");
    }

    private static String configured(SyscallExecutor local) {
        var plan = new Plan();
        String intent = "read " + FILE;
        Slot file = plan.attempt(intent, new Openat(Fd.CWD, FILE, Set.of(), 0), Set.of(Errno.ENOENT));
        Outcome outcome = local.run(plan);
        return outcome.failure(file).isPresent() ? "" : read(local, outcome.fd(file));
    }

    private static String read(SyscallExecutor local, Fd file) {
        try {
            String text = new String(local.call("read " + FILE, new Read(file, LIMIT)), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                if (line.startsWith(NAME)) {
                    return line.substring(NAME.length()).strip();
                }
            }
            return "";
        } finally {
            local.call("close " + FILE, new Close(file));
        }
    }
}
