package dev.jrun.it.bench;

import dev.jrun.it.BundleBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bundles that all runtimes get. */
record Bundles(Path ending, Path sleeping) {
    /** In each root file system: it ends at once. */
    static final String NOTHING = "/bin/nothing";

    static Bundles in(Path folder, Path nothing) {
        return new Bundles(
                bundle(folder.resolve("ending"), nothing).write(),
                // Longer than any benchmark takes.
                bundle(folder.resolve("sleeping"), nothing)
                        .args("sleep", "1000000")
                        .write());
    }

    /** The version is one that old releases of crun accept, too. */
    private static BundleBuilder bundle(Path folder, Path nothing) {
        BundleBuilder bundle = new BundleBuilder(folder)
                .set("/ociVersion", "'1.0.2'")
                .set("/root/readonly", "true")
                .args(NOTHING);
        try {
            Files.copy(nothing, bundle.rootfs().resolve(NOTHING.substring(1)));
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
