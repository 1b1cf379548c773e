package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.JrunException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Runs the command that one invocation of jrun asks for. */
public final class JrunCommands {
    private static final int FAILURE = 1;

    private final Invocation invocation;
    private ErrorReport errors;
    private boolean debug;
    private String intent = "";

    private JrunCommands(Invocation invocation) {
        this.invocation = invocation;
        this.errors = ErrorReport.toStderr(invocation);
    }

    /** Runs it and gives the exit code. All that is to be said of a failure has been printed then. */
    public static int run(Invocation invocation) {
        return new JrunCommands(invocation).run();
    }

    private int run() {
        try {
            return dispatch();
        } catch (JrunException e) {
            errors.error(intent + e.getMessage());
            if (debug) {
                errors.debug(stackTrace(e));
            }
            return e.exitCode();
        } catch (RuntimeException | Error e) {
            errors.error(intent + "internal error: " + e + " (please report it, with what --debug adds)");
            if (debug) {
                errors.debug(stackTrace(e));
            }
            return FAILURE;
        }
    }

    private int dispatch() {
        Syntax syntax = GlobalFlags.syntax();
        Flags globals = FlagParser.parse(syntax, invocation.args());
        errors = ErrorReport.of(invocation, globals);
        debug = GlobalFlags.isDebug(globals);
        if (globals.isOn("--version")) {
            invocation.console().out(Version.text(invocation.warm()));
            return 0;
        }
        List<String> rest = globals.arguments();
        if (globals.isOn("--help") || rest.isEmpty() || rest.getFirst().equals("help")) {
            return help(syntax, Verbs.all());
        }
        intent = rest.getFirst() + ": ";
        return run(Verbs.named(rest.getFirst()), rest.subList(1, rest.size()), globals);
    }

    private int run(Verb verb, List<String> args, Flags globals) {
        if (!verb.name().equals(DaemonVerb.NAME)) {
            EngineChoice.require(invocation);
        }
        Syntax syntax = verb.syntax();
        Flags flags = FlagParser.parse(syntax, args);
        if (flags.isOn("--help")) {
            return help(syntax, List.of());
        }
        if (!flags.arguments().isEmpty()) {
            intent = verb.name() + " " + flags.arguments().getFirst() + ": ";
        }
        if (!verb.engages()) {
            invocation.engage().run();
        }
        return verb.run(flags, new Context(invocation, globals));
    }

    private int help(Syntax syntax, List<Syntax> commands) {
        invocation.console().out(HelpText.of(syntax, commands));
        return 0;
    }

    private static String stackTrace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
