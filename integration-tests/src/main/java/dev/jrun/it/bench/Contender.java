package dev.jrun.it.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A runtime in the comparison, with a state folder, and how its commands are run. */
record Contender(String name, Path program, Path root, Way way, Meter meter) {
    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--root", root.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The cgroup of its containers, which it makes itself, below the top of each hierarchy. */
    String cgroup() {
        return "/%s-%s".formatted(root.getName(root.getNameCount() - 2), root.getFileName());
    }

    /** Bundles for its containers, which are like {@code pattern}; in memory, as its state is. */
    OwnBundles bundlesLike(Path pattern) {
        return new OwnBundles(root.resolveSibling("bundles").resolve(root.getFileName()), cgroup(), pattern);
    }

    List<String> run(Path bundle, String id) {
        return command("run", "--bundle", bundle.toString(), id);
    }

    List<String> createAndStart(Path bundle, String id) {
        List<String> commands = command("create", "--bundle", bundle.toString(), id);
        commands.add("@then");
        commands.addAll(command("start", id));
        return commands;
    }

    /** As a client does it: the container ends by itself, its end is waited for, then it is deleted. */
    List<String> createStartDelete(Path bundle, String id) {
        List<String> commands = createAndStart(bundle, id);
        commands.add("@wait");
        commands.addAll(command("delete", id));
        return commands;
    }

    Sample measure(List<String> commands) {
        return measure(Load.once(commands));
    }

    /** What it costs, with the daemon's share. */
    Sample measure(Load load) {
        long before = way.cpuElsewhere();
        Sample sample = meter.measure(way, load);
        return sample.withMoreCpu(way.cpuElsewhere() - before);
    }

    /** Ends the container, whatever it does, and deletes it. */
    void remove(String id) {
        meter.output(way, command("delete", "--force", id));
    }
}
