package dev.jrun.runtime.seccomp;

import static java.util.Objects.requireNonNull;

import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.seccomp.Seccomp;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Profiles from JSON, as a config has them. */
final class Profiles {
    private Profiles() {}

    static Seccomp parse(String json) {
        String config = "{\"ociVersion\": \"1.3.0\", \"linux\": {\"seccomp\": " + json + "}}";
        return ConfigReader.read(config.getBytes(StandardCharsets.UTF_8))
                .linux()
                .orElseThrow()
                .seccomp()
                .orElseThrow();
    }

    /** One of the size that container engines write. */
    static Seccomp engine() {
        try (InputStream file = requireNonNull(Profiles.class.getResourceAsStream("engine-profile.json"))) {
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
