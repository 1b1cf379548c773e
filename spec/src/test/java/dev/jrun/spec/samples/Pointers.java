package dev.jrun.spec.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Walks over and changes JSON trees. */
public final class Pointers {
    private Pointers() {}

    /** The places of all values below the root. */
    public static List<JsonPointer> of(JsonNode document) {
        List<JsonPointer> found = new ArrayList<>();
        collect(document, JsonPointer.empty(), found);
        return found;
    }

    private static void collect(JsonNode node, JsonPointer place, List<JsonPointer> found) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            JsonPointer inner = place.appendProperty(member.getKey());
            found.add(inner);
            collect(member.getValue(), inner, found);
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                JsonPointer inner = place.appendIndex(i);
                found.add(inner);
                collect(node.get(i), inner, found);
            }
        }
    }

    /** A copy of a document with another value in a place that exists. */
    public static JsonNode replaced(JsonNode document, JsonPointer place, JsonNode value) {
        JsonNode copy = document.deepCopy();
        set(copy, place, value);
        return copy;
    }

    /** Puts another value in a place of this very document. */
    public static void set(JsonNode document, JsonPointer place, JsonNode value) {
        switch (document.at(place.head())) {
            case ObjectNode object -> object.set(place.last().getMatchingProperty(), value);
            case ArrayNode array -> array.set(place.last().getMatchingIndex(), value);
            default -> throw new IllegalArgumentException("nothing at " + place);
        }
    }

    /** A copy of a document without the value in a place that exists. */
    public static JsonNode removed(JsonNode document, JsonPointer place) {
        JsonNode copy = document.deepCopy();
        switch (copy.at(place.head())) {
            case ObjectNode object -> object.remove(place.last().getMatchingProperty());
            case ArrayNode array -> array.remove(place.last().getMatchingIndex());
            default -> throw new IllegalArgumentException("nothing at " + place);
        }
        return copy;
    }
}
