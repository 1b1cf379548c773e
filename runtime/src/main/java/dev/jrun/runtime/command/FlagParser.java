package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parses arguments as Go's flag packages do, which the callers of a runtime are used to: one dash or two before any
 * name, a truth value behind a boolean flag, the last of repeated flags wins unless the flag is a list, several letters
 * behind one dash.
 *
 * <p>picocli's parser is not used: it costs a cold run 8 to 11 ms, and its rules are not Go's. See
 * docs/decisions/0003-command-line.md.
 */
final class FlagParser {
    private final Syntax syntax;
    private final Map<String, List<String>> values = new HashMap<>();

    private FlagParser(Syntax syntax) {
        this.syntax = syntax;
    }

    /** Parses flags and arguments, in the order that the syntax allows. */
    static Flags parse(Syntax syntax, List<String> args) {
        return new FlagParser(syntax).parse(args);
    }

    private Flags parse(List<String> args) {
        List<String> arguments = new ArrayList<>();
        int next = 0;
        while (next < args.size()) {
            String arg = args.get(next);
            if (syntax.flagsLead() && !isFlag(arg)) {
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
            Flag flag = findLast(arg);
            if (hasValue(arg)) {
                put(flag, attached(flag, arg));
            } else if (flag.isOnOff()) {
                put(flag, "true");
            } else if (next < args.size()) {
                put(flag, args.get(next++));
            } else {
                throw new InvalidInputException("flag needs an argument: " + arg);
            }
        }
        arguments.addAll(args.subList(next, args.size()));
        return new Flags(values, arguments);
    }

    private void put(Flag flag, String value) {
        List<String> given = new ArrayList<>(values.getOrDefault(flag.name(), List.of()));
        given.add(value);
        values.put(flag.name(), given);
    }

    /** The flag of {@code arg}; of several letters behind one dash the last, once the others are switched on. */
    private Flag findLast(String arg) {
        String name = name(arg);
        if (!isCluster(name)) {
            return find(name);
        }
        int last = name.length() - 1;
        for (int i = 1; i < last; i++) {
            put(find("-" + name.charAt(i)), "true");
        }
        return find("-" + name.charAt(last));
    }

    /** Whether {@code name} is no flag itself, but all of its letters are, and none but the last takes a value. */
    private boolean isCluster(String name) {
        if (name.startsWith("--") || name.length() <= 2 || known(dashes(name)).isPresent()) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            Optional<Flag> flag = known("-" + name.charAt(i));
            if (flag.isEmpty() || i < name.length() - 1 && !flag.get().isOnOff()) {
                return false;
            }
        }
        return true;
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
        Optional<Flag> flag = known(dashes(name));
        if (flag.isEmpty()) {
            throw new InvalidInputException("flag provided but not defined: " + goName(dashes(name)) + ": see '"
                    + syntax.command() + " --help'");
        }
        return flag.get();
    }

    /** Go prints a flag that it doesn't know with one dash, however it was written. */
    private static String goName(String dashed) {
        return dashed.startsWith("--") ? dashed.substring(1) : dashed;
    }

    private Optional<Flag> known(String name) {
        for (Flag flag : syntax.flags()) {
            if (flag.names().contains(name)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
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
