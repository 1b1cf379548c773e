package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.StateReport;

/** {@code jrun state ID}: prints the state of a container as JSON. */
final class StateVerb implements Verb {
    @Override
    public String name() {
        return "state";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "ID", "Print the state of a container as JSON.");
    }

    @Override
    public int run(Flags flags, Context context) {
        ContainerState state = context.states().load(flags.onlyId(this));
        context.print(StateReport.of(state, context.users()).toJson());
        return 0;
    }
}
