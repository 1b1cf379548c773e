package dev.jrun.spec;

import dev.jrun.spec.json.SpecReader;

/** Reads the {@code config.json} of a bundle. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads a configuration; {@link SpecReader#readAll} does the same and lists the unknown members.
     *
     * @throws dev.jrun.spec.json.SpecException where it is no JSON or not as the spec has it
     */
    public static Config read(byte[] json) {
        return SpecReader.read(Config.class, json);
    }
}
