package dev.jrun.runtime.command;

import picocli.CommandLine.Model.CommandSpec;

/** A command of jrun. */
interface Verb {
    String name();

    /** The flags and arguments; built for the one verb that runs. */
    CommandSpec spec();

    /** Does it and gives the exit code. */
    int run(Flags flags, Context context);
}
