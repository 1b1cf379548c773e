package dev.jrun.spec.schema;

import dev.jrun.spec.samples.Pointers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A question that the project's schema answers in another way than the official one, on purpose.
 *
 * <p>Each has a reason, a document on which the two differ, and a way to take the matter out of any document: after
 * that, the two must agree.
 */
enum KnownDifference {
    OTHER_PLATFORMS(
            "config",
            "A runtime for Linux has no opinion on the sections for other platforms.",
            "{'ociVersion':'1.3.0','freebsd':{'jail':{'vnet':'disable'}}}") {
        @Override
        void neutralize(ObjectNode document) {
            List.of("solaris", "windows", "vm", "zos", "freebsd").forEach(document::remove);
        }
    },
    RECURSIVE_PROPAGATION(
            "config",
            "Engines ask for rslave and the like, and runc takes them.",
            "{'ociVersion':'1.3.0','linux':{'rootfsPropagation':'rslave'}}") {
        @Override
        void neutralize(ObjectNode document) {
            JsonNode word = document.at("/linux/rootfsPropagation");
            if (word.isString() && word.asString().matches("r(private|shared|slave|unbindable)")) {
                ((ObjectNode) document.get("linux"))
                        .put("rootfsPropagation", word.asString().substring(1));
            }
        }
    },
    SPECIAL_FILE_MODE(
            "config",
            "The text of the spec has a uint32 here; setuid, setgid and sticky bits are legal on a device.",
            "{'ociVersion':'1.3.0','linux':{'devices':[{'type':'c','path':'/dev/x','fileMode':1024}]}}") {
        @Override
        void neutralize(ObjectNode document) {
            for (JsonNode device : document.at("/linux/devices")) {
                JsonNode mode = device.path("fileMode");
                if (mode.isIntegralNumber() && mode.bigIntegerValue().bitLength() <= 12 && mode.intValue() > 0777) {
                    ((ObjectNode) device).put("fileMode", mode.intValue() & 0777);
                }
            }
        }
    },
    EMPTY_NAMES(
            "config",
            "The text of the spec says that names of annotations must not be empty; the official schema lets an empty"
                    + " name have any value.",
            "{'ociVersion':'1.3.0','annotations':{'':5}}") {
        @Override
        void neutralize(ObjectNode document) {
            removeEmptyNames(
                    document,
                    "/annotations",
                    "/linux/sysctl",
                    "/linux/netDevices",
                    "/linux/resources/rdma",
                    "/linux/resources/unified");
        }
    },
    EMPTY_NAMES_IN_STATE(
            "state",
            EMPTY_NAMES.reason,
            "{'ociVersion':'1','id':'a','status':'created','bundle':'/','annotations':{'':5}}") {
        @Override
        void neutralize(ObjectNode document) {
            removeEmptyNames(document, "/annotations");
        }
    },
    EMPTY_NAMES_IN_FEATURES(
            "features", EMPTY_NAMES.reason, "{'ociVersionMin':'1','ociVersionMax':'1','annotations':{'':5}}") {
        @Override
        void neutralize(ObjectNode document) {
            removeEmptyNames(document, "/annotations");
        }
    },
    WHOLE_FLOATS(
            "config",
            "JSON Schema 2020-12 counts 1.0 as an integer, draft 4 does not; the reader refuses it in any case.",
            "{'ociVersion':'1.3.0','process':{'cwd':'/','oomScoreAdj':1.0}}") {
        @Override
        void neutralize(ObjectNode document) {
            replaceWholeFloats(document);
        }
    },
    WHOLE_FLOATS_IN_STATE(
            "state", WHOLE_FLOATS.reason, "{'ociVersion':'1','id':'a','status':'created','bundle':'/','pid':1.0}") {
        @Override
        void neutralize(ObjectNode document) {
            replaceWholeFloats(document);
        }
    },
    PAUSED(
            "state",
            "The text of the spec lets runtimes add words for the status; engines know this one.",
            "{'ociVersion':'1.3.0','id':'a','status':'paused','bundle':'/'}") {
        @Override
        void neutralize(ObjectNode document) {
            if (document.path("status").isString()
                    && document.path("status").asString().equals("paused")) {
                document.put("status", "running");
            }
        }
    };

    final String kind;
    final String reason;
    private final String witness;

    KnownDifference(String kind, String reason, String witness) {
        this.kind = kind;
        this.reason = reason;
        this.witness = witness;
    }

    /** A document on which the two schemas differ. */
    JsonNode witness() {
        return new JsonMapper().readTree(witness.replace('\'', '"'));
    }

    /** Takes out of a document what the two schemas differ on. */
    abstract void neutralize(ObjectNode document);

    private static void removeEmptyNames(ObjectNode document, String... maps) {
        for (String map : maps) {
            if (document.at(JsonPointer.compile(map)) instanceof ObjectNode members) {
                members.remove("");
            }
        }
    }

    private static void replaceWholeFloats(ObjectNode document) {
        for (JsonPointer place : Pointers.of(document)) {
            JsonNode value = document.at(place);
            if (value.isFloatingPointNumber() && value.doubleValue() == Math.rint(value.doubleValue())) {
                Pointers.set(document, place, DoubleNode.valueOf(1.5));
            }
        }
    }

    /** The names of the differences that a document has, after all of which it is free of them. */
    static Map.Entry<List<KnownDifference>, JsonNode> neutralized(String kind, JsonNode document) {
        if (!(document.deepCopy() instanceof ObjectNode copy)) {
            return Map.entry(List.of(), document);
        }
        List<KnownDifference> found = new ArrayList<>();
        for (KnownDifference difference : values()) {
            if (difference.kind.equals(kind)) {
                JsonNode before = copy.deepCopy();
                difference.neutralize(copy);
                if (!copy.equals(before)) {
                    found.add(difference);
                }
            }
        }
        return Map.entry(List.copyOf(found), copy);
    }
}
