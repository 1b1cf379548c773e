package dev.jrun.spec;

import dev.jrun.spec.json.SpecReader;
import java.util.Map;
import java.util.Set;

/** Reads the {@code config.json} of a bundle. */
public final class ConfigReader {
    private static final Map<Class<?>, Set<String>> LAUNCH = Map.of(
            Config.class, Set.of("ociVersion", "process", "hooks", "linux"),
            Linux.class, Set.of("seccomp"));

    private ConfigReader() {}

    /**
     * Reads a configuration; {@link SpecReader#readAll} does the same and lists the unknown members.
     *
     * @throws dev.jrun.spec.json.SpecException where it is no JSON or not as the spec has it
     */
    public static Config read(byte[] json) {
        return SpecReader.read(Config.class, json);
    }

    /**
     * Reads the process, the hooks and the seccomp profile of a configuration that was {@linkplain #read read} before,
     * which is all that the start of a created container asks for. Nothing else is in the result.
     */
    public static Config readLaunch(byte[] json) {
        return SpecReader.readPart(Config.class, json, LAUNCH);
    }
}
