package dev.jrun.runtime.criu;

import dev.jrun.spec.Config;
import java.util.Optional;

/** The file of options that criu reads last, so that they win over jrun's. */
final class CriuConfigFile {
    private static final String ANNOTATION = "org.criu.config";
    private static final String DEFAULT = "/etc/criu/runc.conf";

    private CriuConfigFile() {}

    /** What the annotation names; an empty annotation is for none, a missing one for runc's, which criu may not find. */
    static Optional<String> of(Config config) {
        String file = config.annotations().getOrDefault(ANNOTATION, DEFAULT);
        return file.isEmpty() ? Optional.empty() : Optional.of(file);
    }
}
