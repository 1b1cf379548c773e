package dev.jrun.spec.samples;

import dev.jrun.spec.Config;
import dev.jrun.spec.State;
import dev.jrun.spec.features.Features;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A document among the test resources, good or bad. */
public record Sample(String kind, boolean good, Path file) {
    private static final Map<String, Class<? extends Record>> TYPES =
            Map.of("config", Config.class, "state", State.class, "features", Features.class);

    /** All samples of the project. */
    public static List<Sample> all() {
        try {
            return below(Path.of(Sample.class.getResource("config").toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The samples in the folders config/good, config/bad, state/good … of a folder. */
    public static List<Sample> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Sample::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample of(Path file) {
        Path goodOrBad = file.getParent();
        String kind = goodOrBad.getParent().getFileName().toString();
        return new Sample(kind, goodOrBad.endsWith("good"), file);
    }

    /** One of the project's samples. */
    public static Sample named(String name) {
        return all().stream()
                .filter(sample -> sample.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public Class<? extends Record> type() {
        return TYPES.get(kind);
    }

    public byte[] json() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return kind + (good ? "/good/" : "/bad/") + file.getFileName();
    }
}
