package dev.jrun.it.bench;

import dev.jrun.it.Jrun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A runtime in the comparison. */
record Contender(String name, Path program, Path root) {
    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--root", root.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    List<String> run(Path bundle) {
        return command("run", "--bundle", bundle.toString(), Jrun.newId());
    }

    /** As a client does it: the container ends by itself, its end is waited for, then it is deleted. */
    List<String> createStartDelete(Path bundle) {
        String id = Jrun.newId();
        List<String> commands = command("create", "--bundle", bundle.toString(), id);
        commands.add("@then");
        commands.addAll(command("start", id));
        commands.add("@wait");
        commands.addAll(command("delete", id));
        return commands;
    }
}
