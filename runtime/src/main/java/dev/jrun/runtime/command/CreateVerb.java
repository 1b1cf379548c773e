package dev.jrun.runtime.command;

import dev.jrun.runtime.operation.CreateRequest;
import picocli.CommandLine.Model.CommandSpec;

/** {@code jrun create ID}: makes a container that waits for {@code start}. */
final class CreateVerb implements Verb {
    @Override
    public String name() {
        return "create";
    }

    @Override
    public CommandSpec spec() {
        return CreateFlags.addTo(FlagParser.spec(this, "ID", "Create a container from a bundle."));
    }

    @Override
    public int run(Flags flags, Context context) {
        CreateRequest request = CreateFlags.request(this, flags, context);
        context.operations().create(request);
        return 0;
    }
}
