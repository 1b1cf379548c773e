package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A bundle with a root file system of its own, made from a default config by changes to its JSON tree. */
public final class BundleBuilder {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final ObjectNode config;

    public BundleBuilder(Path folder) {
        this.folder = folder;
        this.config = (ObjectNode) JSON.readTree(BundleBuilder.class.getResourceAsStream("default-config.json"));
        Rootfs.make(rootfs());
    }

    public Path folder() {
        return folder;
    }

    public Path rootfs() {
        return folder.resolve("rootfs");
    }

    /** The tree that {@link #write} writes. */
    public ObjectNode config() {
        return config;
    }

    public ObjectNode process() {
        return (ObjectNode) config.get("process");
    }

    public ObjectNode linux() {
        return (ObjectNode) config.get("linux");
    }

    public ArrayNode mounts() {
        return (ArrayNode) config.get("mounts");
    }

    public BundleBuilder change(Consumer<? super BundleBuilder> change) {
        change.accept(this);
        return this;
    }

    /** Sets the node at this pointer, whose parent has to be there, to what the JSON text says. */
    public BundleBuilder set(String pointer, String json) {
        int last = pointer.lastIndexOf('/');
        JsonNode value = JSON.readTree(json.replace('\'', '"'));
        switch (config.at(pointer.substring(0, last))) {
            case ObjectNode object -> object.set(pointer.substring(last + 1), value);
            case ArrayNode array -> array.set(Integer.parseInt(pointer.substring(last + 1)), value);
            case JsonNode other -> throw new IllegalArgumentException("no parent of " + pointer + ": " + other);
        }
        return this;
    }

    public BundleBuilder args(String... args) {
        ArrayNode list = process().putArray("args");
        List.of(args).forEach(list::add);
        return this;
    }

    /** The process is a shell that runs this script. */
    public BundleBuilder script(String script) {
        return args("sh", "-c", script);
    }

    /** The process sleeps until it is killed. */
    public BundleBuilder sleeping() {
        return args("sleep", "1000");
    }

    public BundleBuilder mount(String destination, String type, String source, String... options) {
        ObjectNode mount = mounts().addObject();
        mount.put("destination", destination).put("type", type).put("source", source);
        ArrayNode list = mount.putArray("options");
        List.of(options).forEach(list::add);
        return this;
    }

    /** Joins a namespace by path instead of making one. */
    public BundleBuilder join(String type, String path) {
        namespace(type).put("path", path);
        return this;
    }

    /** The entry of this namespace, added where there is none. */
    public ObjectNode namespace(String type) {
        ArrayNode namespaces = (ArrayNode) linux().get("namespaces");
        for (JsonNode namespace : namespaces) {
            if (namespace.path("type").asString().equals(type)) {
                return (ObjectNode) namespace;
            }
        }
        return namespaces.addObject().put("type", type);
    }

    public BundleBuilder withoutNamespace(String type) {
        ArrayNode namespaces = (ArrayNode) linux().get("namespaces");
        namespaces.removeIf(namespace -> namespace.path("type").asString().equals(type));
        return this;
    }

    /** Writes config.json and returns the bundle's folder. */
    public Path write() {
        return writeText(() -> config.toPrettyString());
    }

    /** Writes this text, whatever it is, as config.json. */
    public Path writeText(Supplier<String> text) {
        try {
            Files.writeString(folder.resolve("config.json"), text.get());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
