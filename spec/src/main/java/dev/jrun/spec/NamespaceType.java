package dev.jrun.spec;

/** The kinds of namespaces, in the words of the spec. */
public enum NamespaceType {
    MOUNT("mount"),
    PID("pid"),
    NETWORK("network"),
    UTS("uts"),
    IPC("ipc"),
    USER("user"),
    CGROUP("cgroup"),
    TIME("time");

    private final String word;

    NamespaceType(String word) {
        this.word = word;
    }

    /** The word the spec has for it. */
    @Override
    public String toString() {
        return word;
    }
}
