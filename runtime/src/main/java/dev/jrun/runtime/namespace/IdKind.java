package dev.jrun.runtime.namespace;

import dev.jrun.spec.IdMapping;
import dev.jrun.spec.Linux;
import java.util.List;

/** The two kinds of ids that a user namespace maps. */
public enum IdKind {
    UID("uid", "newuidmap", "/etc/subuid"),
    GID("gid", "newgidmap", "/etc/subgid");

    private final String word;
    private final String helper;
    private final String grants;

    IdKind(String word, String helper, String grants) {
        this.word = word;
        this.helper = helper;
        this.grants = grants;
    }

    /** {@code uid} or {@code gid}. */
    public String word() {
        return word;
    }

    /** The program that writes the map for users who may not: newuidmap(1), newgidmap(1). */
    public String helper() {
        return helper;
    }

    /** The file that says which ids a user may map: subuid(5), subgid(5). */
    public String grants() {
        return grants;
    }

    public List<IdMapping> mappings(Linux linux) {
        return switch (this) {
            case UID -> linux.uidMappings();
            case GID -> linux.gidMappings();
        };
    }

    public String pointer() {
        return "/linux/" + word + "Mappings";
    }
}
