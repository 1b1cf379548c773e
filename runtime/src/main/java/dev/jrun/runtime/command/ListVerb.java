package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.StateArray;
import dev.jrun.runtime.container.StateList;
import dev.jrun.runtime.container.StateReport;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.container.StateTable;
import dev.jrun.runtime.container.UserNames;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import java.util.Optional;

/** {@code jrun list}: prints the containers of the root folder. */
final class ListVerb implements Verb {
    @Override
    public String name() {
        return "list";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "", "List the containers.")
                .with(Flag.withValue("FORMAT", "table (the default) or json", "--format", "-f"))
                .with(Flag.onOff("print the ids only", "--quiet", "-q"));
    }

    @Override
    public int run(Flags flags, Context context) {
        flags.requireCount(this, 0, 0);
        String format = flags.value("--format").orElse("table");
        if (!format.equals("table") && !format.equals("json")) {
            throw new InvalidInputException(
                    "--format: invalid format option \"" + format + "\", expected table or json");
        }
        if (flags.isOn("--quiet")) {
            context.print(ids(context.states()));
            return 0;
        }
        context.print(list(context, format.equals("json") ? new StateArray() : new StateTable()));
        return 0;
    }

    private static String ids(StateStore states) {
        var text = new StringBuilder();
        for (ContainerId id : states.ids()) {
            text.append(id).append('\n');
        }
        return text.toString();
    }

    private static String list(Context context, StateList list) {
        StateStore states = context.states();
        UserNames users = context.users();
        for (ContainerId id : states.ids()) {
            try {
                Optional<ContainerState> state = states.find(id);
                if (state.isPresent()) {
                    list.add(StateReport.of(state.get(), users));
                }
            } catch (ContainerStateException e) {
                // One damaged container must not hide the others.
                context.warn("list: " + e.getMessage());
            }
        }
        return list.print();
    }
}
