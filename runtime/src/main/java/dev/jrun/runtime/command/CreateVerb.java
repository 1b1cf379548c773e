package dev.jrun.runtime.command;

import dev.jrun.runtime.operation.CreateRequest;

/** {@code jrun create ID}: makes a container that waits for {@code start}. */
final class CreateVerb implements Verb {
    @Override
    public String name() {
        return "create";
    }

    @Override
    public Syntax syntax() {
        return CreateFlags.addTo(Syntax.of(this, "ID", "Create a container from a bundle."));
    }

    @Override
    public boolean engages() {
        return true;
    }

    @Override
    public int run(Flags flags, Context context) {
        CreateRequest request = CreateFlags.request(this, flags, context);
        context.operations().create(request);
        return 0;
    }
}
