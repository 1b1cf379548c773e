package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;

/** {@code jrun start ID}: lets a created container run the user's program. */
final class StartVerb implements Verb {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "ID", "Start a created container.");
    }

    @Override
    public int run(Flags flags, Context context) {
        ContainerId id = flags.onlyId(this);
        context.operations().start(id);
        return 0;
    }
}
