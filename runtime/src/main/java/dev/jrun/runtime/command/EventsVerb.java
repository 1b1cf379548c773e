package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import java.time.Duration;

/** {@code jrun events ID}: prints what a container uses, and what happens to it. */
final class EventsVerb implements Verb {
    @Override
    public String name() {
        return "events";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(
                this,
                "ID",
                "Print what a container uses, and that it ran out of memory, as lines of JSON until it ends.",
                Flag.withValue("DURATION", "time between statistics (5s)", "--interval"),
                Flag.onOff("print statistics once and return", "--stats"));
    }

    @Override
    public int run(Flags flags, Context context) {
        ContainerId id = flags.onlyId(this);
        Duration interval =
                GoDuration.parse("--interval", flags.value("--interval").orElse("5s"));
        if (flags.isOn("--stats")) {
            context.operations().stats(id, context::print);
        } else {
            context.operations().events(id, interval, context::print);
        }
        return 0;
    }
}
