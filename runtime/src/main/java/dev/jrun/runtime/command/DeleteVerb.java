package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;

/** {@code jrun delete ID}: removes what a container has left. */
final class DeleteVerb implements Verb {
    @Override
    public String name() {
        return "delete";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "ID", "Delete a container that has stopped, or was never started.")
                .with(Flag.onOff("kill it if it runs; no failure if it does not exist", "--force", "-f"));
    }

    @Override
    public int run(Flags flags, Context context) {
        ContainerId id = flags.onlyId(this);
        context.operations().delete(id, flags.isOn("--force"));
        return 0;
    }
}
