package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.Config;
import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.json.SpecWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@code jrun spec}: writes a config.json to begin with. */
final class SpecVerb implements Verb {
    @Override
    public String name() {
        return "spec";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "", "Write a config.json to begin with.")
                .with(Flag.withValue("FOLDER", "where to write it (the current folder)", "--bundle", "-b"))
                .with(Flag.onOff("one for a user who is not root", "--rootless"));
    }

    @Override
    public int run(Flags flags, Context context) {
        flags.requireCount(this, 0, 0);
        Invocation caller = context.invocation();
        Path file = CreateFlags.bundle(flags, caller).resolve("config.json");
        Config config =
                flags.isOn("--rootless") ? DefaultConfig.rootless(caller.uid(), caller.gid()) : DefaultConfig.config();
        try {
            Files.writeString(file, SpecWriter.toJson(config), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidInputException("File config.json exists. Remove it first");
        } catch (IOException e) {
            throw new InvalidInputException("can't write " + file + ": " + e);
        }
        return 0;
    }
}
