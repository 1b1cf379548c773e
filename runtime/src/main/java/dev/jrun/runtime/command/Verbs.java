package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** The commands by name. */
final class Verbs {
    private static final List<String> NAMES = List.of(
            "checkpoint",
            "create",
            "daemon",
            "delete",
            "exec",
            "events",
            "features",
            "kill",
            "list",
            "mounts",
            "pause",
            "ps",
            "restore",
            "resume",
            "run",
            "spec",
            "start",
            "state",
            "update",
            "validate");

    private Verbs() {}

    static Verb named(String name) {
        return switch (name) {
            case "checkpoint" -> new CheckpointVerb();
            case "create" -> new CreateVerb();
            case DaemonVerb.NAME -> new DaemonVerb();
            case "delete" -> new DeleteVerb();
            case "exec" -> new ExecVerb();
            case "events" -> new EventsVerb();
            case "features" -> new FeaturesVerb();
            case "kill" -> new KillVerb();
            case "list" -> new ListVerb();
            case "mounts" -> new MountsVerb();
            case "pause" -> new PauseVerb();
            case "ps" -> new PsVerb();
            case "restore" -> new RestoreVerb();
            case "resume" -> new ResumeVerb();
            case "run" -> new RunVerb();
            case "spec" -> new SpecVerb();
            case "start" -> new StartVerb();
            case "state" -> new StateVerb();
            case "update" -> new UpdateVerb();
            case "validate" -> new ValidateVerb();
            default -> throw new InvalidInputException("there is no such command: see 'jrun --help'");
        };
    }

    /** The syntax of each, for help to list them. */
    static List<Syntax> all() {
        List<Syntax> all = new ArrayList<>();
        for (String name : NAMES) {
            all.add(named(name).syntax());
        }
        return all;
    }
}
