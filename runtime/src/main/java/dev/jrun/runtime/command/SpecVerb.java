package dev.jrun.runtime.command;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.Config;
import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.json.SpecWriter;
import java.nio.file.Path;

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
                .with(Flag.withValue("FILE", "another name than config.json, in that folder", "--file", "-f"))
                .with(Flag.onOff("one for a user who is not root", "--rootless"));
    }

    @Override
    public int run(Flags flags, Context context) {
        flags.requireCount(this, 0, 0);
        Invocation caller = context.invocation();
        String name = flags.value("--file").orElse("config.json");
        Path file = CreateFlags.bundle(flags, caller).resolve(name);
        Config config =
                flags.isOn("--rootless") ? DefaultConfig.rootless(caller.uid(), caller.gid()) : DefaultConfig.config();
        try {
            new CallerFiles(caller.main()).create(file, SpecWriter.toJson(config));
        } catch (SyscallException failure) {
            if (failure.errno().equals(Errno.EEXIST)) {
                throw new InvalidInputException("File " + name + " exists. Remove it first");
            }
            throw failure;
        }
        return 0;
    }
}
