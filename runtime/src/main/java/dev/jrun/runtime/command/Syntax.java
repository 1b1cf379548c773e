package dev.jrun.runtime.command;

import java.util.ArrayList;
import java.util.List;

/**
 * How a command is written, and what its help says.
 *
 * @param synopsis the line that shows its use
 * @param flagsLead whether all behind the first argument are arguments, whatever they look like
 */
record Syntax(String name, String synopsis, String description, List<Flag> flags, boolean flagsLead) {
    Syntax {
        flags = List.copyOf(flags);
    }

    /** The syntax of a verb; verbs count their arguments by themselves. */
    static Syntax of(Verb verb, String arguments, String description, Flag... flags) {
        String synopsis = ("jrun " + verb.name() + " [flags] " + arguments).strip();
        return of(verb.name(), synopsis, description, flags);
    }

    static Syntax of(String name, String synopsis, String description, Flag... flags) {
        Flag help = Flag.onOff("show this help", "--help", "-h");
        return new Syntax(name, synopsis, description, List.of(help), false).with(flags);
    }

    Syntax with(Flag... more) {
        List<Flag> all = new ArrayList<>(flags);
        all.addAll(List.of(more));
        return new Syntax(name, synopsis, description, all, flagsLead);
    }

    /** The same, with all flags before the first argument. */
    Syntax leading() {
        return new Syntax(name, synopsis, description, flags, true);
    }

    /** What the command is called with. */
    String command() {
        return name.equals("jrun") ? name : "jrun " + name;
    }
}
