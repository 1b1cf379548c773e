package dev.jrun.runtime.command;

import dev.jrun.runtime.operation.CreateRequest;
import dev.jrun.runtime.operation.RunOptions;

/** {@code jrun run ID}: creates a container, starts it, and waits for its end unless told not to. */
final class RunVerb implements Verb {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public Syntax syntax() {
        return CreateFlags.addTo(Syntax.of(this, "ID", "Create a container, start it and wait for its end."))
                .with(
                        Flag.onOff("return once the container runs", "--detach", "-d"),
                        Flag.onOff("do not delete the container when it has ended", "--keep"),
                        Flag.onOff("leave the container's orphans to the caller's subreaper", "--no-subreaper"));
    }

    @Override
    public boolean engages() {
        return true;
    }

    @Override
    public int run(Flags flags, Context context) {
        CreateRequest request = CreateFlags.request(this, flags, context);
        var options = new RunOptions(flags.isOn("--detach"), flags.isOn("--keep"), flags.isOn("--no-subreaper"));
        return context.operations().run(request, options);
    }
}
