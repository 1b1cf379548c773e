package dev.jrun.it.bench;

import dev.jrun.it.BundleBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ArrayNode;

/** The bundles that all runtimes get. */
record Bundles(Path ending, Path sleeping, Path engineLike, Path large) {
    /** In each root file system: it ends at once. */
    static final String NOTHING = "/bin/nothing";

    private static final int MOUNTS_OF_LARGE = 200;
    private static final int VARIABLES_OF_LARGE = 2000;

    static Bundles in(Path folder, Path nothing) {
        return new Bundles(
                bundle(folder.resolve("ending"), nothing).write(),
                // Longer than any benchmark takes.
                bundle(folder.resolve("sleeping"), nothing)
                        .args("sleep", "1000000")
                        .write(),
                new EngineLikeConfig(bundle(folder.resolve("engine-like"), nothing)).write(),
                large(bundle(folder.resolve("large"), nothing)).write());
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

    private static BundleBuilder large(BundleBuilder bundle) {
        for (int mount = bundle.mounts().size(); mount < MOUNTS_OF_LARGE; mount++) {
            bind(bundle, "/mnt/" + mount);
        }
        ArrayNode environment = (ArrayNode) bundle.process().get("env");
        while (environment.size() < VARIABLES_OF_LARGE) {
            environment.add("SERVICE_%d_ADDRESS=tcp://10.0.0.1:%1$d".formatted(environment.size()));
        }
        return bundle;
    }

    /** Adds a volume that is one of the host's folders. */
    static void bind(BundleBuilder bundle, String destination) {
        Path source = bundle.folder().resolve("volume");
        try {
            Files.createDirectories(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bundle.mount(destination, "bind", source.toString(), "rbind", "rprivate", "nosuid", "nodev");
    }
}
