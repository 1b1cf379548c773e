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

    private final Map<Text, Known> configs = new LinkedHashMap<>(LIMIT, 0.75f, true);

    /**
     * A config.
     *
     * @param sound whether all was found good that depends on it and the kernel alone
     */
    private record Known(Config config, boolean sound) {}

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
        var text = new Text(json);
        Optional<Known> known = find(text);
        if (known.isPresent()) {
            return known.get().config();
        }
        Config config = ConfigReader.read(json);
        keep(text, new Known(config, false));
        return config;
    }

    /** A config with what {@link ConfigReader#readLaunch} reads of it, at least. */
    Config readLaunch(byte[] json) {
        Optional<Known> known = find(new Text(json));
        return known.isPresent() ? known.get().config() : ConfigReader.readLaunch(json);
    }

    /** Whether this very config was {@linkplain #passed found good} before. */
    boolean isSound(byte[] json) {
        Optional<Known> known = find(new Text(json));
        return known.isPresent() && known.get().sound();
    }

    /** Notes that nothing is wrong with a config. */
    void passed(byte[] json, Config config) {
        keep(new Text(json), new Known(config, true));
    }

    private synchronized Optional<Known> find(Text text) {
        return Optional.ofNullable(configs.get(text));
    }

    private synchronized void keep(Text text, Known config) {
        if (text.json().length > LONGEST) {
            return;
        }
        configs.put(text, config);
        if (configs.size() > LIMIT) {
            configs.remove(configs.keySet().iterator().next());
        }
    }
}
