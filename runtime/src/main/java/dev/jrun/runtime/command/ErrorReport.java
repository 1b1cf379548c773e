package dev.jrun.runtime.command;

import dev.jrun.runtime.container.Timestamp;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.SyscallException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Tells of the failure of a run: on stderr always, for callers look for words in it, and in the log file that the
 * caller named. Nothing but errors goes there, unless the caller asked for more: some want exactly one object in the
 * file.
 */
final class ErrorReport {
    private final Console console;
    private final CallerFiles files;
    private final Optional<Path> log;
    private final boolean json;

    private ErrorReport(Console console, CallerFiles files, Optional<Path> log, boolean json) {
        this.files = files;
        this.console = console;
        this.log = log;
        this.json = json;
    }

    static ErrorReport toStderr(Invocation invocation) {
        return new ErrorReport(invocation.console(), new CallerFiles(invocation.main()), Optional.empty(), false);
    }

    static ErrorReport of(Invocation invocation, Flags globals) {
        Optional<String> file = globals.value("--log");
        Optional<Path> log = file.isEmpty() ? Optional.empty() : Optional.of(invocation.resolve(logFile(file.get())));
        return new ErrorReport(invocation.console(), new CallerFiles(invocation.main()), log, isJson(globals));
    }

    /** crun names a backend before a colon. A file is the one that there is here; its name may have colons. */
    private static String logFile(String log) {
        if (log.startsWith("journald:") || log.startsWith("syslog:")) {
            throw new InvalidInputException("--log: jrun logs to files only, name one instead of \"" + log + "\"");
        }
        return log.startsWith("file:") ? log.substring("file:".length()) : log;
    }

    private static boolean isJson(Flags globals) {
        String format = globals.value("--log-format").orElse("text");
        return switch (format) {
            case "text" -> false;
            case "json" -> true;
            default -> throw new InvalidInputException("--log-format: expected text or json, got \"" + format + "\"");
        };
    }

    void error(String message) {
        console.err("jrun: " + message + "\n");
        if (log.isPresent()) {
            append(log.get(), "error", message);
        }
    }

    /** What {@code --debug} adds: it goes to the log file instead of stderr, which callers want empty on success. */
    void debug(String message) {
        if (log.isPresent()) {
            append(log.get(), "debug", message);
        } else {
            console.err("jrun: " + message + "\n");
        }
    }

    private void append(Path file, String level, String message) {
        try {
            files.append(file, json ? jsonLine(level, message) : textLine(level, message));
        } catch (SyscallException failure) {
            console.err("jrun: --log: " + failure.getMessage() + "\n");
        }
    }

    private static String jsonLine(String level, String message) {
        var text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartObject();
            generator.writeStringProperty("level", level);
            generator.writeStringProperty("msg", message);
            generator.writeStringProperty("time", Timestamp.now());
            generator.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static String textLine(String level, String message) {
        var text = new StringWriter();
        text.append("time=\"")
                .append(Timestamp.now())
                .append("\" level=")
                .append(level)
                .append(" msg=");
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeString(message);
        }
        return text.append('\n').toString();
    }
}
