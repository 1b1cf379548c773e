package dev.jrun.runtime.command;

import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.container.UserNames;
import java.nio.file.Path;

/** What a verb works with. */
record Context(Invocation invocation, Flags globalFlags) {
    GlobalOptions globals() {
        return GlobalFlags.options(globalFlags, invocation);
    }

    StateStore states() {
        return globals().states();
    }

    Operations operations() {
        return invocation.operations().open(globals());
    }

    UserNames users() {
        return UserNames.read(Path.of("/etc/passwd"));
    }

    void print(String text) {
        invocation.console().out(text);
    }

    void warn(String text) {
        invocation.console().err("jrun: " + text + "\n");
    }
}
