package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses arguments as Go's flag packages do, which the callers of a runtime are used to: one dash or two before any
 * name, a truth value behind a boolean flag, the last of repeated flags wins.
 *
 * <p>picocli's parser is not used: it costs a cold run 8 to 11 ms, and its rules are not Go's. See
 * docs/decisions/0003-command-line.md.
 */
final class FlagParser {
    private final Syntax syntax;
    private final boolean stopsAtArgument;

    private FlagParser(Syntax syntax, boolean stopsAtArgument) {
        this.syntax = syntax;
        this.stopsAtArgument = stopsAtArgument;
    }

    /** Parses all flags and arguments, in any order. */
    static Flags parse(Syntax syntax, List<String> args) {
        return new FlagParser(syntax, false).parse(args);
    }

    /** Parses the flags before the first argument; what begins with it are arguments. */
    static Flags parseLeading(Syntax syntax, List<String> args) {
        return new FlagParser(syntax, true).parse(args);
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
            Flag flag = find(name(arg));
            if (hasValue(arg)) {
                values.put(flag.name(), attached(flag, arg));
            } else if (flag.isOnOff()) {
                values.put(flag.name(), "true");
            } else if (next < args.size()) {
                values.put(flag.name(), args.get(next++));
            } else {
                throw new InvalidInputException("flag needs an argument: " + arg);
            }
        }
        arguments.addAll(args.subList(next, args.size()));
        return new Flags(values, arguments);
    }

    private static String attached(Flag flag, String arg) {
        String value = arg.substring(arg.indexOf('=') + 1);
        return flag.isOnOff() ? Boolean.toString(bool(name(arg), value)) : value;
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

    private Flag find(String name) {
        String wanted = dashes(name);
        for (Flag flag : syntax.flags()) {
            if (flag.names().contains(wanted)) {
                return flag;
            }
        }
        throw new InvalidInputException(
                "flag provided but not defined: " + goName(wanted) + ": see 'jrun" + help() + " --help'");
    }

    /** Go prints a flag that it doesn't know with one dash, however it was written. */
    private static String goName(String dashed) {
        return dashed.startsWith("--") ? dashed.substring(1) : dashed;
    }

    private String help() {
        return stopsAtArgument ? "" : " " + syntax.name();
    }

    /** Go takes one dash or two before any name; a Flag has the short names with one, the long ones with two. */
    private static String dashes(String name) {
        String bare = name.startsWith("--") ? name.substring(2) : name.substring(1);
        return bare.length() == 1 ? "-" + bare : "--" + bare;
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
