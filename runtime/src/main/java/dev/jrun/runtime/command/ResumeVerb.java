package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;

/** {@code jrun resume ID}: lets the processes of a paused container go on. */
final class ResumeVerb implements Verb {
    @Override
    public String name() {
        return "resume";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "ID", "Let the processes of a paused container go on.");
    }

    @Override
    public int run(Flags flags, Context context) {
        ContainerId id = flags.onlyId(this);
        context.operations().resume(id);
        return 0;
    }
}
