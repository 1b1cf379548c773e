package dev.jrun.runtime.operation;

import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The configs that were read last, for an engine that runs more than one command: what create has read, start, exec and
 * delete need again. Known by all their bytes. Safe for several threads.
 */
public final class ConfigMemory {
    private static final int LIMIT = 16;
    /** Larger ones are read again: what is kept is to stay small. */
    private static final int LONGEST = 32 * 1024;

    private final Map<Text, Config> configs = new LinkedHashMap<>(LIMIT, 0.75f, true);

    private record Text(byte[] json) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Text text && Arrays.equals(json, text.json);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(json);
        }
    }

    /** Reads a config, as {@link ConfigReader#read} does. */
    public Config read(byte[] json) {
        if (json.length > LONGEST) {
            return ConfigReader.read(json);
        }
        var text = new Text(json);
        Optional<Config> known = find(text);
        if (known.isPresent()) {
            return known.get();
        }
        Config config = ConfigReader.read(json);
        keep(text, config);
        return config;
    }

    private synchronized Optional<Config> find(Text text) {
        return Optional.ofNullable(configs.get(text));
    }

    private synchronized void keep(Text text, Config config) {
        configs.put(text, config);
        if (configs.size() > LIMIT) {
            configs.remove(configs.keySet().iterator().next());
        }
    }
}
