package dev.jrun.runtime.command;

/** A command of jrun. */
interface Verb {
    String name();

    /** The flags and arguments; built for the one verb that runs. */
    Syntax syntax();

    /** Does it and gives the exit code. */
    int run(Flags flags, Context context);
}
