package dev.jrun.runtime.command;

import java.util.List;

/** {@code jrun kill ID [SIGNAL]}: sends a signal to the container's init. */
final class KillVerb implements Verb {
    @Override
    public String name() {
        return "kill";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "ID [SIGNAL]", "Send a signal (TERM by default) to a container's init.")
                .with(Flag.onOff(
                        "signal all of its processes, also those that outlived init; no failure if it has stopped",
                        "--all",
                        "-a"))
                .with(MatchingIds.flag());
    }

    @Override
    public int run(Flags flags, Context context) {
        flags.requireCount(this, 1, 2);
        List<String> arguments = flags.arguments();
        int signal = SignalName.parse(arguments.size() == 2 ? arguments.get(1) : "TERM");
        Operations operations = context.operations();
        boolean all = flags.isOn("--all");
        if (flags.isOn(MatchingIds.FLAG)) {
            return MatchingIds.of(flags, context).forEach(this, id -> operations.kill(id, signal, all));
        }
        operations.kill(flags.id(), signal, all);
        return 0;
    }
}
