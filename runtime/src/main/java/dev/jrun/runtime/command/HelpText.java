package dev.jrun.runtime.command;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lays out help with picocli, which nothing else needs: its classes are loaded for {@code --help} alone. */
final class HelpText {
    private HelpText() {}

    /** The help of a command, and the list of those below it. */
    static String of(Syntax syntax, List<Syntax> commands) {
        CommandSpec spec = spec(syntax);
        for (Syntax command : commands) {
            spec.addSubcommand(command.name(), spec(command));
        }
        return new CommandLine(spec).getUsageMessage(Ansi.OFF);
    }

    private static CommandSpec spec(Syntax syntax) {
        CommandSpec spec = CommandSpec.create().name(syntax.name());
        spec.usageMessage().description(syntax.description()).customSynopsis(syntax.synopsis());
        for (Flag flag : syntax.flags()) {
            spec.addOption(option(flag));
        }
        return spec;
    }

    private static OptionSpec option(Flag flag) {
        OptionSpec.Builder option =
                OptionSpec.builder(flag.names().toArray(String[]::new)).description(flag.description());
        if (flag.isOnOff()) {
            return option.type(boolean.class).arity("0").build();
        }
        return option.type(String.class)
                .arity("1")
                .paramLabel(flag.value().get())
                .build();
    }
}
