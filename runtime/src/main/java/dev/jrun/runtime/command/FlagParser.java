package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** Parses arguments as Go's flag packages do, which the callers of a runtime are used to. */
final class FlagParser {
    private final CommandSpec spec;
    private final boolean stopsAtArgument;

    private FlagParser(CommandSpec spec, boolean stopsAtArgument) {
        this.spec = spec;
        this.stopsAtArgument = stopsAtArgument;
    }

    /** Parses all flags and arguments, in any order. */
    static Flags parse(CommandSpec spec, List<String> args) {
        return new FlagParser(spec, false).parse(args);
    }

    /** Parses the flags before the first argument; what begins with it are arguments. */
    static Flags parseLeading(CommandSpec spec, List<String> args) {
        return new FlagParser(spec, true).parse(args);
    }

    /** The beginning of a verb's model: its help, and arguments, which verbs count by themselves. */
    static CommandSpec spec(Verb verb, String arguments, String description) {
        CommandSpec spec = spec(verb.name(), description);
        spec.usageMessage().customSynopsis(("jrun " + verb.name() + " [flags] " + arguments).strip());
        return spec;
    }

    static CommandSpec spec(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description);
        spec.addOption(flag("show this help", "--help", "-h"));
        return spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .hidden(true)
                .build());
    }

    /** A flag that is on or off. */
    static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    /** A flag with a value. */
    static OptionSpec value(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }

    private Flags parse(List<String> args) {
        List<String> normal = normalize(args);
        // None of this is Go's: @file, -abc for -a -b -c, a flag that is given once at most.
        spec.parser()
                .expandAtFiles(false)
                .posixClusteredShortOptionsAllowed(false)
                .overwrittenOptionsAllowed(true)
                .allowOptionsAsOptionParameters(true)
                .stopAtPositional(stopsAtArgument);
        try {
            return new Flags(new CommandLine(spec).parseArgs(normal.toArray(new String[0])));
        } catch (ParameterException e) {
            throw new InvalidInputException(e.getMessage());
        }
    }

    /** Checks the flags' names and values and spells them {@code --flag} and {@code --flag=value}. */
    private List<String> normalize(List<String> args) {
        List<String> normal = new ArrayList<>(args.size());
        int next = 0;
        while (next < args.size()) {
            String arg = args.get(next);
            if (arg.equals("--") || stopsAtArgument && !isFlag(arg)) {
                break;
            }
            next++;
            if (!isFlag(arg)) {
                normal.add(arg);
                continue;
            }
            OptionSpec option = find(name(arg));
            if (isBoolean(option)) {
                addBoolean(normal, option, arg);
            } else if (hasValue(arg)) {
                normal.add(option.longestName() + arg.substring(name(arg).length()));
            } else if (next < args.size()) {
                normal.add(option.longestName() + "=" + args.get(next++));
            } else {
                throw new InvalidInputException("flag needs an argument: " + arg);
            }
        }
        normal.addAll(args.subList(next, args.size()));
        return normal;
    }

    /** The last word counts: one that says false takes back those before it. */
    private static void addBoolean(List<String> normal, OptionSpec option, String arg) {
        String name = name(arg);
        normal.removeIf(option.longestName()::equals);
        if (!hasValue(arg) || bool(name, arg.substring(name.length() + 1))) {
            normal.add(option.longestName());
        }
    }

    private static boolean isFlag(String arg) {
        return arg.length() > 1 && arg.charAt(0) == '-';
    }

    private static boolean hasValue(String arg) {
        return arg.indexOf('=') >= 0;
    }

    private static String name(String arg) {
        int end = arg.indexOf('=');
        return end < 0 ? arg : arg.substring(0, end);
    }

    private OptionSpec find(String name) {
        OptionSpec option = spec.findOption(dashes(name));
        if (option == null) {
            throw new InvalidInputException("unknown flag " + name + ": see 'jrun" + help() + " --help'");
        }
        return option;
    }

    private String help() {
        return stopsAtArgument ? "" : " " + spec.name();
    }

    /** Go takes one dash or two before any name; picocli has the short names with one, the long ones with two. */
    private static String dashes(String name) {
        String bare = name.startsWith("--") ? name.substring(2) : name.substring(1);
        return bare.length() == 1 ? "-" + bare : "--" + bare;
    }

    private static boolean isBoolean(OptionSpec option) {
        return option.arity().max() == 0;
    }

    /** The words that Go takes for a truth value. */
    private static boolean bool(String name, String word) {
        return switch (word) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default ->
                throw new InvalidInputException(
                        "invalid boolean value \"" + word + "\" for " + name + ": expected true or false");
        };
    }
}
