package dev.jrun.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bundle for each container, as an engine writes it: its root file system is elsewhere, and its cgroup has the container's
 * id, in one that is for all containers of the engine.
 */
final class OwnBundles {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CONFIG = "config.json";

    private final Path folder;
    private final String parentCgroup;
    private final ObjectNode config;

    /**
     * Bundles in {@code folder}, like {@code pattern} but for these two things.
     *
     * @param parentCgroup below the top of each hierarchy, beginning with a slash
     */
    OwnBundles(Path folder, String parentCgroup, Path pattern) {
        this.folder = folder;
        this.parentCgroup = parentCgroup;
        this.config = (ObjectNode) JSON.readTree(pattern.resolve(CONFIG));
        object("root").put("path", pattern.resolve("rootfs").toString());
    }

    private ObjectNode object(String name) {
        return (ObjectNode) config.get(name);
    }

    /** The bundle of one container. */
    Path one(String id) {
        object("linux").put("cgroupsPath", parentCgroup + "/" + id);
        try {
            Path bundle = Files.createDirectories(folder.resolve(id));
            Files.writeString(bundle.resolve(CONFIG), config.toString());
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bundles of a {@link Load}, whose ids are {@code id} with a number in place of {@link Load#NUMBER}. */
    Path numbered(String id, int containers) {
        for (int number = 0; number < containers; number++) {
            one(id.replace(Load.NUMBER, String.valueOf(number)));
        }
        return folder.resolve(id);
    }
}
