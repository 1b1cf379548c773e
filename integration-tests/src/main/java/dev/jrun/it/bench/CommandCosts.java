package dev.jrun.it.bench;

import dev.jrun.it.Jrun;
import dev.jrun.it.RuntimeUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What each command of jrun costs beside a JVM that does nothing. */
final class CommandCosts {
    static final String BARE_JVM = "bare JVM";

    private final Contender jrun;
    private final Path pattern;
    private String id = "";

    CommandCosts(Contender jrun, Path pattern) {
        this.jrun = jrun;
        this.pattern = pattern;
    }

    /** The commands in the order of a container's life: each round lives one. */
    Comparison comparison() {
        List<String> bareJvm = bareJvm();
        return new Comparison("each command of jrun, cold")
                .inOrder()
                .add(BARE_JVM, () -> jrun.measure(bareJvm))
                .add("--version", () -> jrun.measure(List.of(jrun.program().toString(), "--version")))
                .add("create", () -> {
                    id = Jrun.newId();
                    Path bundle = jrun.bundlesLike(pattern).one(id);
                    return jrun.measure(jrun.command("create", "--bundle", bundle.toString(), id));
                })
                .add("state", () -> jrun.measure(jrun.command("state", id)))
                .add("start", () -> jrun.measure(jrun.command("start", id)))
                .add("kill", () -> jrun.measure(jrun.command("kill", id, "KILL")))
                .add("delete", () -> jrun.measure(jrun.command("delete", "--force", id)));
    }

    /** The engine's own command line, with the class and the cache of jrun taken out, and what some commands get. */
    private static List<String> bareJvm() {
        Path file = RuntimeUnderTest.repository().resolve("dist/lib/jrun/engine.argv");
        try {
            List<String> command = new ArrayList<>();
            for (String argument : Files.readAllLines(file)) {
                if (argument.startsWith("-Xbootclasspath/a:")) {
                    break;
                }
                if (!argument.startsWith("-XX:AOT") && !argument.startsWith("?")) {
                    command.add(argument);
                }
            }
            command.addAll(List.of("-cp", classes(), Hello.class.getName()));
            return command;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classes() {
        return RuntimeUnderTest.repository()
                .resolve("integration-tests/target/classes")
                .toString();
    }
}
