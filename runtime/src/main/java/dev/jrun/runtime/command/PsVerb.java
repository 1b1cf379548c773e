package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.failure.InvalidInputException;
import java.util.List;

/** {@code jrun ps ID [OPTIONS OF PS]}: prints the processes of a container. */
final class PsVerb implements Verb {
    @Override
    public String name() {
        return "ps";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(
                        this,
                        "ID [OPTIONS OF PS]",
                        "Show the processes of a container: what the host's ps says of them (ps -ef), or their pids.",
                        Flag.withValue("FORMAT", "table (the default) or json", "--format", "-f"))
                .leading();
    }

    @Override
    public int run(Flags flags, Context context) {
        flags.requireAtLeast(this, 1);
        ContainerId id = flags.id();
        String format = flags.value("--format").orElse("table");
        switch (format) {
            case "table" -> {
                List<String> options =
                        flags.arguments().subList(1, flags.arguments().size());
                context.print(context.operations().processTable(id, options));
            }
            case "json" -> context.print(json(context.operations().processes(id)));
            default ->
                throw new InvalidInputException(
                        "--format: invalid format option \"" + format + "\", expected table or json");
        }
        return 0;
    }

    /** {@code null} for none, as Go prints an empty list. */
    private static String json(List<Long> pids) {
        if (pids.isEmpty()) {
            return "null\n";
        }
        var text = new StringBuilder();
        for (long pid : pids) {
            text.append(text.isEmpty() ? '[' : ',').append(pid);
        }
        return text.append("]\n").toString();
    }
}
