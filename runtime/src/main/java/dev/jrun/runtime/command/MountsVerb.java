package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.failure.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code jrun mounts add|remove ID FILE}: changes the mounts of a container that runs. */
final class MountsVerb implements Verb {
    @Override
    public String name() {
        return "mounts";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(
                this, "add|remove ID FILE", "Add the mounts of a JSON array to a running container, or remove them.");
    }

    @Override
    public int run(Flags flags, Context context) {
        flags.requireCount(this, 3, 3);
        String change = flags.arguments().getFirst();
        var id = new ContainerId(flags.arguments().get(1));
        Path file = context.invocation().resolve(flags.arguments().getLast());
        switch (change) {
            case "add" -> context.operations().addMounts(id, read(file));
            case "remove" -> context.operations().removeMounts(id, read(file));
            default -> throw new InvalidInputException("expected add or remove, got \"" + change + "\"");
        }
        return 0;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": no such file or directory");
        } catch (IOException e) {
            throw new InvalidInputException("can't read " + file + ": " + e);
        }
    }
}
