package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;

/** {@code jrun pause ID}: stops all processes of a container. */
final class PauseVerb implements Verb {
    @Override
    public String name() {
        return "pause";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "ID", "Stop all processes of a container until it is resumed.");
    }

    @Override
    public int run(Flags flags, Context context) {
        ContainerId id = flags.onlyId(this);
        context.operations().pause(id);
        return 0;
    }
}
