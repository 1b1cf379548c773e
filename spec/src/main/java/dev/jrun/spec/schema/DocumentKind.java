package dev.jrun.spec.schema;

/** The documents that there is a schema for. */
public enum DocumentKind {
    CONFIG("config"),
    STATE("state"),
    FEATURES("features");

    private final String schema;

    DocumentKind(String schema) {
        this.schema = schema;
    }

    String schema() {
        return schema;
    }
}
