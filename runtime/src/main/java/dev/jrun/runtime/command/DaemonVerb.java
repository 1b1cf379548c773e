package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code jrun daemon}: keeps an engine warm for the commands to come. */
final class DaemonVerb implements Verb {
    static final String NAME = "daemon";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "[status|stop]", "Keep an engine warm for later commands; tell of it; end it.")
                .with(
                        Flag.onOff("return once it listens", "--detach", "-d"),
                        Flag.withValue(
                                "TIME", "end after that long without a command: 90s, 15m, 2h", "--idle-timeout"));
    }

    @Override
    public int run(Flags flags, Context context) {
        context.operations().daemon(request(flags));
        return 0;
    }

    private DaemonRequest request(Flags flags) {
        List<String> words = flags.arguments();
        flags.requireCount(this, 0, 1);
        if (words.isEmpty()) {
            return new DaemonRequest.Serve(
                    flags.isOn("--detach"), flags.value("--idle-timeout").map(DaemonVerb::duration));
        }
        return switch (words.getFirst()) {
            case "status" -> new DaemonRequest.Status();
            case "stop" -> new DaemonRequest.Stop();
            default ->
                throw new InvalidInputException("expected status, stop or nothing, got \"" + words.getFirst() + "\"");
        };
    }

    private static Duration duration(String text) {
        String number = text.isEmpty() ? "" : text.substring(0, text.length() - 1);
        Optional<Duration> unit = unit(text);
        try {
            int count = Integer.parseUnsignedInt(number);
            if (unit.isPresent() && count > 0) {
                return unit.get().multipliedBy(count);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new InvalidInputException("--idle-timeout: expected a time like 90s, 15m or 2h, got \"" + text + "\"");
    }

    private static Optional<Duration> unit(String text) {
        return switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
            case 's' -> Optional.of(Duration.ofSeconds(1));
            case 'm' -> Optional.of(Duration.ofMinutes(1));
            case 'h' -> Optional.of(Duration.ofHours(1));
            default -> Optional.empty();
        };
    }
}
