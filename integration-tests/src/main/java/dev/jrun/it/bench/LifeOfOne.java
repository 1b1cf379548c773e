package dev.jrun.it.bench;

import dev.jrun.it.Jrun;
import java.nio.file.Path;
import java.util.List;

/** A command on a container that runs, which each runtime has made before and removes afterwards. */
record LifeOfOne(Meter meter, Daemon daemon, Contender jrun, Contender runc, Contender crun, Path bundle) {
    /** Runs a command and measures it, in the one way or the other. */
    @FunctionalInterface
    private interface Measuring {
        Sample run(List<String> command);
    }

    Comparison comparison(String command) {
        return new Comparison()
                .add("jrun cold", () -> measure(command, jrun, meter::measure))
                .add("jrun warm", () -> measure(command, jrun, commands -> meter.measureWarm(daemon, commands)))
                .add("runc", () -> measure(command, runc, meter::measure))
                .add("crun", () -> measure(command, crun, meter::measureWithoutHybridCgroups));
    }

    private Sample measure(String command, Contender runtime, Measuring how) {
        String id = Jrun.newId();
        how.run(runtime.command("run", "--detach", "--bundle", bundle.toString(), id));
        Sample sample = how.run(runtime.command(words(command, id)));
        how.run(runtime.command("delete", "--force", id));
        return sample;
    }

    private static String[] words(String command, String id) {
        return switch (command) {
            case "exec" -> new String[] {"exec", id, "true"};
            case "state" -> new String[] {"state", id};
            case "kill" -> new String[] {"kill", id, "KILL"};
            default -> throw new IllegalArgumentException(command);
        };
    }
}
