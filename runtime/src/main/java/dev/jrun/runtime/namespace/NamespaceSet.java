package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Namespace;
import dev.jrun.spec.NamespaceType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code linux.namespaces} asks for. A type that is in neither part stays the caller's.
 *
 * @param created the types of which the container gets one of its own
 * @param joined those that exist already and have a path
 */
public record NamespaceSet(Set<NamespaceType> created, List<JoinedNamespace> joined) {
    /** Made by unshare(2) in the intermediate, so that clone(2) of init finds them there. */
    private static final Set<NamespaceType> UNSHARED = Set.of(NamespaceType.USER, NamespaceType.TIME);

    public NamespaceSet {
        created = Set.copyOf(created);
        joined = List.copyOf(joined);
    }

    /** Reads the namespaces of {@code config}. */
    public static NamespaceSet of(Config config) {
        List<Namespace> namespaces = config.linux().orElse(Linux.EMPTY).namespaces();
        Set<NamespaceType> seen = EnumSet.noneOf(NamespaceType.class);
        Set<NamespaceType> created = EnumSet.noneOf(NamespaceType.class);
        List<JoinedNamespace> joined = new ArrayList<>();
        for (int i = 0; i < namespaces.size(); i++) {
            Namespace namespace = namespaces.get(i);
            String pointer = "/linux/namespaces/" + i;
            if (!seen.add(namespace.type())) {
                throw new InvalidInputException(
                        pointer + ": a second namespace of type " + namespace.type() + "; name each type once");
            }
            // runc's callers write "" for a namespace without a path.
            Optional<String> path = namespace.path().filter(text -> !text.isEmpty());
            path.ifPresentOrElse(
                    text -> joined.add(joined(namespace.type(), text, pointer)), () -> created.add(namespace.type()));
        }
        return new NamespaceSet(created, joined);
    }

    private static JoinedNamespace joined(NamespaceType type, String path, String pointer) {
        if (!path.startsWith("/")) {
            throw new InvalidInputException(pointer + "/path: " + path + " is not an absolute path");
        }
        return new JoinedNamespace(type, path, pointer + "/path");
    }

    public boolean creates(NamespaceType type) {
        return created.contains(type);
    }

    public boolean joins(NamespaceType type) {
        return joined.stream().anyMatch(namespace -> namespace.type() == type);
    }

    /** Whether the container's namespace of this type is another than the caller's, as far as the config tells. */
    public boolean separates(NamespaceType type) {
        return creates(type) || joins(type);
    }

    /** The flags that init is cloned with: all that is created but user and time, which the intermediate makes. */
    public Set<CloneFlag> cloneFlags() {
        Set<CloneFlag> flags = EnumSet.noneOf(CloneFlag.class);
        for (NamespaceType type : created) {
            if (!UNSHARED.contains(type)) {
                flags.add(flag(type));
            }
        }
        return flags;
    }

    /** The flag of clone(2), unshare(2) and setns(2) for a type. */
    static CloneFlag flag(NamespaceType type) {
        return switch (type) {
            case MOUNT -> CloneFlag.CLONE_NEWNS;
            case PID -> CloneFlag.CLONE_NEWPID;
            case NETWORK -> CloneFlag.CLONE_NEWNET;
            case UTS -> CloneFlag.CLONE_NEWUTS;
            case IPC -> CloneFlag.CLONE_NEWIPC;
            case USER -> CloneFlag.CLONE_NEWUSER;
            case CGROUP -> CloneFlag.CLONE_NEWCGROUP;
            case TIME -> CloneFlag.CLONE_NEWTIME;
        };
    }
}
