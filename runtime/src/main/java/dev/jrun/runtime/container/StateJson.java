package dev.jrun.runtime.container;

import dev.jrun.spec.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads state.json. Members that this build doesn't know are skipped, and those that are missing have the
 * builder's values, so that builds of jrun can follow each other while containers run.
 */
final class StateJson {
    private StateJson() {}

    static String write(ContainerState state) {
        var json = new JsonWriter(false).begin('{');
        json.member("ociVersion", state.ociVersion());
        json.member("id", state.id().value());
        json.member("pid", state.pid());
        if (state.init().isPresent()) {
            json.member("pidStartTime", state.init().get().startTime());
        }
        json.member("status", state.status().toString());
        json.member("bundle", state.bundle().toString());
        json.member("rootfs", state.rootfs().toString());
        json.member("created", state.created());
        json.member("owner", state.owner());
        writeAnnotations(json, state.annotations());
        writeCgroup(json, state.cgroup());
        if (!state.resctrlMade().isEmpty()) {
            writeList(json, "resctrlMade", state.resctrlMade());
        }
        json.member("executable", state.executable());
        json.member("home", state.home());
        json.member("hooks", state.hooks());
        json.member("inheritedDescriptors", state.inherited().descriptors());
        writeList(json, "inheritedEnvironment", state.inherited().environment());
        json.member("privatePidNamespace", state.privatePidNamespace());
        json.member("ownKeyring", state.ownKeyring());
        return json.end('}').toString();
    }

    static void writeAnnotations(JsonWriter json, Map<String, String> annotations) {
        if (annotations.isEmpty()) {
            return;
        }
        json.name("annotations").begin('{');
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            json.member(annotation.getKey(), annotation.getValue());
        }
        json.end('}');
    }

    private static void writeCgroup(JsonWriter json, CgroupRecord cgroup) {
        json.member("cgroupManager", cgroup.manager());
        json.member("cgroupBus", cgroup.bus());
        writeList(json, "cgroupPlaces", cgroup.places());
        writeList(json, "cgroupsMade", cgroup.made());
        json.member("freezer", cgroup.freezer());
    }

    private static void writeList(JsonWriter json, String name, List<String> texts) {
        json.name(name).begin('[');
        for (String text : texts) {
            json.element().string(text);
        }
        json.end(']');
    }

    /** Reads a state file; an IllegalArgumentException when it isn't one. */
    static ContainerState read(ContainerId id, byte[] bytes) {
        var json = new JsonReader(bytes);
        var reading = new Reading(ContainerState.builder(id));
        for (boolean more = json.begin('{'); more; more = json.next('}')) {
            reading.member(json.name(), json);
        }
        json.end();
        return reading.end();
    }

    /** The members read so far, of those that make one component together. */
    private static final class Reading {
        private final ContainerState.Builder builder;
        private int pid;
        private long pidStartTime;
        private int inheritedDescriptors;
        private List<String> inheritedEnvironment = List.of();
        private String cgroupManager = "";
        private String cgroupBus = "";
        private List<String> cgroupPlaces = List.of();
        private List<String> cgroupsMade = List.of();
        private String freezer = "";

        Reading(ContainerState.Builder builder) {
            this.builder = builder;
        }

        void member(String name, JsonReader json) {
            switch (name) {
                case "ociVersion" -> builder.ociVersion(json.string());
                case "pid" -> pid = json.integer();
                case "pidStartTime" -> pidStartTime = json.number();
                case "status" -> builder.status(status(json.string()));
                case "bundle" -> builder.bundle(Path.of(json.string()));
                case "rootfs" -> builder.rootfs(Path.of(json.string()));
                case "created" -> builder.created(json.string());
                case "owner" -> builder.owner(json.integer());
                case "annotations" -> builder.annotations(strings(json));
                case "cgroupManager" -> cgroupManager = json.string();
                case "cgroupBus" -> cgroupBus = json.string();
                case "cgroupPlaces" -> cgroupPlaces = list(json);
                case "cgroupsMade" -> cgroupsMade = list(json);
                case "resctrlMade" -> builder.resctrlMade(list(json));
                case "freezer" -> freezer = json.string();
                case "executable" -> builder.executable(json.string());
                case "home" -> builder.home(json.string());
                case "hooks" -> builder.hooks(json.bool());
                case "inheritedDescriptors" -> inheritedDescriptors = json.integer();
                case "inheritedEnvironment" -> inheritedEnvironment = list(json);
                case "privatePidNamespace" -> builder.privatePidNamespace(json.bool());
                case "ownKeyring" -> builder.ownKeyring(json.bool());
                default -> json.skip();
            }
        }

        ContainerState end() {
            if (pid != 0) {
                builder.init(new InitProcess(pid, pidStartTime));
            }
            return builder.inherited(new Inheritance(inheritedDescriptors, inheritedEnvironment))
                    .cgroup(new CgroupRecord(cgroupManager, cgroupBus, cgroupPlaces, cgroupsMade, freezer))
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

    private static Map<String, String> strings(JsonReader json) {
        Map<String, String> strings = new LinkedHashMap<>();
        for (boolean more = json.begin('{'); more; more = json.next('}')) {
            strings.put(json.name(), json.string());
        }
        return strings;
    }

    private static List<String> list(JsonReader json) {
        List<String> list = new ArrayList<>();
        for (boolean more = json.begin('['); more; more = json.next(']')) {
            list.add(json.string());
        }
        return list;
    }
}
