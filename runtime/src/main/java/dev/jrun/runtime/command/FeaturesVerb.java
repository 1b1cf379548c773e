package dev.jrun.runtime.command;

import dev.jrun.runtime.operation.FeatureReport;

/** {@code jrun features}: prints what jrun can do as JSON. */
final class FeaturesVerb implements Verb {
    @Override
    public String name() {
        return "features";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "", "Print what jrun can do as JSON.");
    }

    @Override
    public int run(Flags flags, Context context) {
        flags.requireCount(this, 0, 0);
        context.print(FeatureReport.toJson());
        return 0;
    }
}
