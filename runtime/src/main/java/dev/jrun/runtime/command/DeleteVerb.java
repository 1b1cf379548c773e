package dev.jrun.runtime.command;

/** {@code jrun delete ID}: removes what a container has left. */
final class DeleteVerb implements Verb {
    @Override
    public String name() {
        return "delete";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "ID", "Delete a container that has stopped, or was never started.")
                .with(Flag.onOff("kill it if it runs; no failure if it does not exist", "--force", "-f"))
                .with(MatchingIds.flag());
    }

    @Override
    public int run(Flags flags, Context context) {
        flags.requireCount(this, 1, 1);
        Operations operations = context.operations();
        boolean force = flags.isOn("--force");
        if (flags.isOn(MatchingIds.FLAG)) {
            return MatchingIds.of(flags, context).forEach(this, id -> operations.delete(id, force));
        }
        operations.delete(flags.id(), force);
        return 0;
    }
}
