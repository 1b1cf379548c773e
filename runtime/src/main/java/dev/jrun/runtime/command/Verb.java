package dev.jrun.runtime.command;

/** A command of jrun. */
interface Verb {
    String name();

    /** The flags and arguments; built for the one verb that runs. */
    Syntax syntax();

    /** Whether it has the caller's process take up the engine by itself, with what else that needs. */
    default boolean engages() {
        return false;
    }

    /** Does it and gives the exit code. */
    int run(Flags flags, Context context);
}
