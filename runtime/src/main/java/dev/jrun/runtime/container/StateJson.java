package dev.jrun.runtime.container;

import dev.jrun.spec.Status;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes and reads state.json. Members that this build doesn't know are skipped, and those that are missing have the
 * builder's values, so that builds of jrun can follow each other while containers run.
 */
final class StateJson {
    private StateJson() {}

    static String write(ContainerState state) {
        var text = new StringWriter(512);
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("ociVersion", state.ociVersion());
            json.writeStringProperty("id", state.id().value());
            writeInit(json, state);
            json.writeStringProperty("status", state.status().toString());
            json.writeStringProperty("bundle", state.bundle().toString());
            json.writeStringProperty("rootfs", state.rootfs().toString());
            json.writeStringProperty("created", state.created());
            json.writeNumberProperty("owner", state.owner());
            writeAnnotations(json, state.annotations());
            writeCgroup(json, state.cgroup());
            json.writeStringProperty("configDigest", state.configDigest());
            json.writeStringProperty("executable", state.executable());
            json.writeStringProperty("home", state.home());
            json.writeBooleanProperty("hooks", state.hooks());
            json.writeBooleanProperty("privatePidNamespace", state.privatePidNamespace());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeInit(JsonGenerator json, ContainerState state) {
        if (state.init().isEmpty()) {
            json.writeNumberProperty("pid", 0);
            return;
        }
        json.writeNumberProperty("pid", state.init().get().pid());
        json.writeNumberProperty("pidStartTime", state.init().get().startTime());
    }

    static void writeAnnotations(JsonGenerator json, Map<String, String> annotations) {
        if (annotations.isEmpty()) {
            return;
        }
        json.writeName("annotations");
        json.writeStartObject();
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            json.writeStringProperty(annotation.getKey(), annotation.getValue());
        }
        json.writeEndObject();
    }

    private static void writeCgroup(JsonGenerator json, CgroupRecord cgroup) {
        json.writeStringProperty("cgroupManager", cgroup.manager());
        writeList(json, "cgroupPlaces", cgroup.places());
        writeList(json, "cgroupsMade", cgroup.made());
    }

    private static void writeList(JsonGenerator json, String name, List<String> texts) {
        json.writeName(name);
        json.writeStartArray();
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /** Reads a state file; a JacksonException or an IllegalArgumentException when it isn't one. */
    static ContainerState read(ContainerId id, byte[] bytes) {
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            var reading = new Reading(ContainerState.builder(id));
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                reading.member(name, json);
            }
            return reading.end();
        }
    }

    /** The members read so far, of those that make one component together. */
    private static final class Reading {
        private final ContainerState.Builder builder;
        private int pid;
        private long pidStartTime;
        private String cgroupManager = "";
        private List<String> cgroupPlaces = List.of();
        private List<String> cgroupsMade = List.of();

        Reading(ContainerState.Builder builder) {
            this.builder = builder;
        }

        void member(String name, JsonParser json) {
            switch (name) {
                case "ociVersion" -> builder.ociVersion(json.getString());
                case "pid" -> pid = json.getIntValue();
                case "pidStartTime" -> pidStartTime = json.getLongValue();
                case "status" -> builder.status(status(json.getString()));
                case "bundle" -> builder.bundle(Path.of(json.getString()));
                case "rootfs" -> builder.rootfs(Path.of(json.getString()));
                case "created" -> builder.created(json.getString());
                case "owner" -> builder.owner(json.getIntValue());
                case "annotations" -> builder.annotations(strings(json));
                case "cgroupManager" -> cgroupManager = json.getString();
                case "cgroupPlaces" -> cgroupPlaces = list(json);
                case "cgroupsMade" -> cgroupsMade = list(json);
                case "executable" -> builder.executable(json.getString());
                case "home" -> builder.home(json.getString());
                case "hooks" -> builder.hooks(json.getBooleanValue());
                case "configDigest" -> builder.configDigest(json.getString());
                case "privatePidNamespace" -> builder.privatePidNamespace(json.getBooleanValue());
                default -> json.skipChildren();
            }
        }

        ContainerState end() {
            if (pid != 0) {
                builder.init(new InitProcess(pid, pidStartTime));
            }
            return builder.cgroup(new CgroupRecord(cgroupManager, cgroupPlaces, cgroupsMade))
                    .build();
        }
    }

    private static Status status(String word) {
        for (Status status : Status.values()) {
            if (status.toString().equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException("unknown status " + word);
    }

    private static Map<String, String> strings(JsonParser json) {
        Map<String, String> strings = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            strings.put(name, json.getString());
        }
        return strings;
    }

    private static List<String> list(JsonParser json) {
        List<String> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            list.add(json.getString());
        }
        return list;
    }
}
