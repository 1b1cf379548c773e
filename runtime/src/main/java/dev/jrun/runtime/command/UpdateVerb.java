package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.operation.ResourceUpdate;
import dev.jrun.spec.json.SpecException;
import dev.jrun.spec.json.SpecReader;
import dev.jrun.spec.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code jrun update ID}: changes the limits of a container. */
final class UpdateVerb implements Verb {
    @Override
    public String name() {
        return "update";
    }

    @Override
    public Syntax syntax() {
        return ResourceFlags.addTo(Syntax.of(
                this,
                "ID",
                "Change the limits of a container; what is not named stays as it is.",
                Flag.withValue(
                        "FILE",
                        "file with the linux.resources to change, - for stdin; other flags don't count then",
                        "--resources",
                        "-r"),
                Flag.withValue("SCHEMA", "share of the L3 caches, as resctrl writes it", "--l3-cache-schema"),
                Flag.withValue("SCHEMA", "share of the memory bandwidth, as resctrl writes it", "--mem-bw-schema")));
    }

    @Override
    public int run(Flags flags, Context context) {
        ContainerId id = flags.onlyId(this);
        String file = flags.value("--resources").orElse("");
        Resources resources = file.isEmpty() ? new ResourceFlags(flags).resources() : read(file, context);
        context.operations()
                .update(
                        id,
                        new ResourceUpdate(
                                resources, flags.value("--l3-cache-schema"), flags.value("--mem-bw-schema")));
        return 0;
    }

    private static Resources read(String file, Context context) {
        boolean stdin = file.equals("-");
        String name = stdin ? "stdin" : file;
        try {
            byte[] json = stdin
                    ? context.invocation().console().in()
                    : bytes(context.invocation().resolve(file));
            return SpecReader.read(Resources.class, json);
        } catch (SpecException e) {
            throw new InvalidInputException("--resources: " + name + ": " + e.getMessage());
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException("--resources: " + file + ": no such file or directory");
        } catch (IOException e) {
            throw new InvalidInputException("--resources: can't read " + file + ": " + e);
        }
    }
}
