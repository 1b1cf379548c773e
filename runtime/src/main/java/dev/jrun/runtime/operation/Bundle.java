package dev.jrun.runtime.operation;

import dev.jrun.runtime.container.FileContent;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Mount;
import dev.jrun.spec.check.Problem;
import dev.jrun.spec.check.SemanticChecks;
import dev.jrun.spec.check.Severity;
import dev.jrun.spec.json.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bundle whose configuration was found good, as far as that can be told before anything is made.
 *
 * @param path absolute
 * @param json the bytes of its config.json
 * @param again whether this very config was used before by this engine
 */
public record Bundle(Path path, byte[] json, Config config, boolean again) {
    private static final String CONFIG = "config.json";

    /** Reads and checks the bundle in {@code path}; an {@link InvalidInputException} says all that is wrong with it. */
    static Bundle load(Path path, ConfigMemory configs) {
        return load(path, path.resolve(CONFIG), read(path), configs);
    }

    /** A bundle whose config is in another file. */
    static Bundle load(Path path, Path file, ConfigMemory configs) {
        try {
            return load(path, file, FileContent.of(file.toString()), configs);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException("--config " + file + ": no such file or directory");
        } catch (IOException e) {
            throw new InvalidInputException("--config " + file + ": can't be read: " + e);
        }
    }

    private static Bundle load(Path path, Path file, byte[] json, ConfigMemory configs) {
        Config config = parse(file, json, configs);
        boolean again = configs.isSound(json);
        if (!again) {
            check(file, config);
            configs.passed(json, config);
        }
        return new Bundle(path, json, config, again);
    }

    private static void check(Path file, Config config) {
        List<Problem> problems = SemanticChecks.check(config);
        if (problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
            throw new InvalidInputException(file + ": " + join(problems));
        }
        new UnsupportedProperties(KernelModules.here()).refuse(config);
    }

    private static byte[] read(Path path) {
        try {
            return FileContent.of(path.resolve(CONFIG).toString());
        } catch (NoSuchFileException | NotDirectoryException e) {
            String missing =
                    Files.isDirectory(path) ? "JSON specification file config.json not found" : "no such bundle";
            throw new InvalidInputException("bundle " + path + ": " + missing + ": no such file or directory");
        } catch (IOException e) {
            throw new InvalidInputException("bundle " + path + ": config.json can't be read: " + e);
        }
    }

    private static Config parse(Path file, byte[] json, ConfigMemory configs) {
        try {
            return configs.read(json);
        } catch (SpecException e) {
            throw new InvalidInputException(file + ": " + e.getMessage());
        }
    }

    private static String join(List<Problem> problems) {
        var text = new StringBuilder();
        for (Problem problem : problems) {
            text.append(text.isEmpty() ? "" : "; ").append(problem);
        }
        return text.toString();
    }

    /** This bundle with one more mount, behind those of the config. */
    Bundle with(Mount mount) {
        List<Mount> mounts = new ArrayList<>(config.mounts());
        mounts.add(mount);
        return new Bundle(path, json, config.withMounts(mounts), false);
    }

    /** The root filesystem, absolute. */
    public Path rootfs() {
        String root = config.root()
                .orElseThrow(() -> new InvalidInputException(path.resolve(CONFIG) + ": /root: is missing"))
                .path();
        return path.resolve(root).normalize();
    }
}
