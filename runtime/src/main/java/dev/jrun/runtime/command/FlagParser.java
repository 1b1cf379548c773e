package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Parses arguments as Go's flag packages do, which the callers of a runtime are used to: one dash or two before any
 * name, a truth value behind a boolean flag, the last of repeated flags wins.
 *
 * <p>The model is picocli's, which prints help from it. Its parser stays out of the way: it costs a cold run 8 to
 * 11 ms, and its rules are not Go's. See docs/decisions/0003-command-line.md.
 */
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

    /** The beginning of a verb's model: its help. Verbs count their arguments by themselves. */
    static CommandSpec spec(Verb verb, String arguments, String description) {
        CommandSpec spec = spec(verb.name(), description);
        spec.usageMessage().customSynopsis(("jrun " + verb.name() + " [flags] " + arguments).strip());
        return spec;
    }

    static CommandSpec spec(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description);
        spec.addOption(flag("show this help", "--help", "-h"));
        return spec;
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
        Map<String, String> values = new HashMap<>();
        List<String> arguments = new ArrayList<>();
        int next = 0;
        while (next < args.size()) {
            String arg = args.get(next);
            if (stopsAtArgument && !isFlag(arg)) {
                break;
            }
            next++;
            if (arg.equals("--")) {
                break;
            }
            if (!isFlag(arg)) {
                arguments.add(arg);
                continue;
            }
            OptionSpec option = find(name(arg));
            if (hasValue(arg)) {
                values.put(option.longestName(), attached(option, arg));
            } else if (isBoolean(option)) {
                values.put(option.longestName(), "true");
            } else if (next < args.size()) {
                values.put(option.longestName(), args.get(next++));
            } else {
                throw new InvalidInputException("flag needs an argument: " + arg);
            }
        }
        arguments.addAll(args.subList(next, args.size()));
        return new Flags(values, arguments);
    }

    private static String attached(OptionSpec option, String arg) {
        String value = arg.substring(arg.indexOf('=') + 1);
        return isBoolean(option) ? Boolean.toString(bool(name(arg), value)) : value;
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
