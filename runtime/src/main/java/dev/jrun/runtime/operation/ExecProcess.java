package dev.jrun.runtime.operation;

import dev.jrun.runtime.credential.CapabilityMasks;
import dev.jrun.runtime.credential.CpuAffinity;
import dev.jrun.runtime.credential.Environment;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.Capabilities;
import dev.jrun.spec.Config;
import dev.jrun.spec.Process;
import dev.jrun.spec.User;
import dev.jrun.spec.check.Problem;
import dev.jrun.spec.check.SemanticChecks;
import dev.jrun.spec.check.Severity;
import dev.jrun.spec.json.SpecException;
import dev.jrun.spec.json.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Works out the process that exec adds, and refuses what can be refused before anything is made. */
final class ExecProcess {
    private static final int HIGHEST_CAPABILITY = 63;

    private final Process configs;
    private final UnsupportedProperties unsupported;

    /** For the container that has this config. */
    ExecProcess(Config config, UnsupportedProperties unsupported) {
        this.configs = config.process()
                .orElseThrow(() -> new IllegalStateException("a container was created without a process"));
        this.unsupported = unsupported;
    }

    Process of(ExecSource source) {
        return switch (source) {
            case ExecSource.File(Path path) -> ofFile(path);
            case ExecSource.Changes changes -> ofChanges(changes);
        };
    }

    private Process ofFile(Path path) {
        Process process = withDefaults(parse(path, read(path)));
        check(process, "process file " + path + ": ");
        unsupported.refuse(process, "process file " + path + ": ");
        return process;
    }

    private Process ofChanges(ExecSource.Changes changes) {
        if (changes.args().isEmpty()) {
            throw new InvalidInputException(
                    "process args cannot be empty; name the program behind the id, or a file with --process");
        }
        Process process = changed(changes);
        check(process, "process: ");
        unsupported.refuse(process, "process: ");
        return process;
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException("--process: open " + path + ": no such file or directory");
        } catch (IOException e) {
            throw new InvalidInputException("--process: " + path + " can't be read: " + e);
        }
    }

    private static Process parse(Path path, byte[] json) {
        try {
            return SpecReader.read(Process.class, json);
        } catch (SpecException e) {
            throw new InvalidInputException("process file " + path + ": " + e.getMessage());
        }
    }

    private static void check(Process process, String place) {
        for (Problem problem : SemanticChecks.check(process)) {
            if (problem.severity() == Severity.ERROR) {
                throw new InvalidInputException(place + problem);
            }
        }
        try {
            new Environment(process.env());
            CpuAffinity.of(process);
            CapabilityMasks.of(process.capabilities().orElse(Capabilities.NONE), HIGHEST_CAPABILITY);
        } catch (InvalidInputException e) {
            // They know the process as a part of a config.
            throw new InvalidInputException(place + e.getMessage().replaceFirst("^/process", ""));
        }
    }

    /** What the file leaves open is as with the container's own process. */
    private Process withDefaults(Process process) {
        return new Process(
                process.terminal(),
                process.consoleSize(),
                process.user(),
                process.args(),
                process.commandLine(),
                process.env(),
                process.cwd(),
                process.capabilities().or(configs::capabilities),
                process.rlimits().isEmpty() ? configs.rlimits() : process.rlimits(),
                process.noNewPrivileges(),
                text(process.apparmorProfile()).or(configs::apparmorProfile),
                process.oomScoreAdj().or(configs::oomScoreAdj),
                process.scheduler().or(configs::scheduler),
                text(process.selinuxLabel()).or(configs::selinuxLabel),
                process.ioPriority().or(configs::ioPriority),
                process.execCpuAffinity().or(configs::execCpuAffinity));
    }

    private static Optional<String> text(Optional<String> text) {
        return text.filter(value -> !value.isEmpty());
    }

    private Process changed(ExecSource.Changes changes) {
        return new Process(
                changes.terminal(),
                configs.consoleSize().filter(size -> changes.terminal()),
                Optional.of(user(changes)),
                changes.args(),
                Optional.empty(),
                joined(configs.env(), changes.env()),
                changes.cwd().orElse(configs.cwd()),
                capabilities(changes.capabilities()),
                configs.rlimits(),
                changes.noNewPrivileges().orElse(configs.noNewPrivileges()),
                changes.apparmorProfile().or(configs::apparmorProfile),
                configs.oomScoreAdj(),
                configs.scheduler(),
                changes.selinuxLabel().or(configs::selinuxLabel),
                configs.ioPriority(),
                configs.execCpuAffinity());
    }

    private User user(ExecSource.Changes changes) {
        User user = configs.user().orElse(User.ROOT);
        return new User(
                changes.uid().orElse(user.uid()),
                changes.gid().orElse(user.gid()),
                user.umask(),
                joined(user.additionalGids(), changes.additionalGids()),
                user.username());
    }

    /**
     * Never adds to the inheritable set (CVE-2022-29162): a program of a user who isn't root would get by its file's
     * capabilities what was meant for this process alone. Ambient ones have to be inheritable, so they are added where
     * the config has made the set.
     */
    private Optional<Capabilities> capabilities(List<String> added) {
        if (added.isEmpty()) {
            return configs.capabilities();
        }
        Capabilities sets = configs.capabilities().orElse(Capabilities.NONE);
        List<String> raisable =
                added.stream().filter(sets.inheritable()::contains).toList();
        return Optional.of(new Capabilities(
                joined(sets.bounding(), added),
                joined(sets.effective(), added),
                sets.inheritable(),
                joined(sets.permitted(), added),
                joined(sets.ambient(), raisable)));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
