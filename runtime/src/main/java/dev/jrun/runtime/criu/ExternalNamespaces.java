package dev.jrun.runtime.criu;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Namespace;
import dev.jrun.spec.NamespaceType;
import java.util.ArrayList;
import java.util.List;

/** Namespaces that the container has joined by path: they are there before it and after it. */
public final class ExternalNamespaces {
    private ExternalNamespaces() {}

    /** Those that criu leaves out of the images: they are named on both sides, and handed over by descriptor. */
    public static List<Namespace> handedOver(Config config) {
        return joined(config, true);
    }

    /** Those that criu joins by their path; one that it can't join is refused. */
    static List<Namespace> joinedByPath(Config config) {
        List<Namespace> joined = joined(config, false);
        for (Namespace namespace : joined) {
            if (namespace.type() == NamespaceType.CGROUP || namespace.type() == NamespaceType.TIME) {
                throw new UnsupportedFeatureException("/linux/namespaces: criu can't restore into an existing "
                        + namespace.type() + " namespace " + namespace.path().orElse(""));
            }
        }
        return joined;
    }

    private static List<Namespace> joined(Config config, boolean handedOver) {
        List<Namespace> chosen = new ArrayList<>();
        for (Namespace namespace : config.linux().orElse(Linux.EMPTY).namespaces()) {
            boolean known = namespace.type() == NamespaceType.NETWORK || namespace.type() == NamespaceType.PID;
            if (namespace.path().isPresent() && known == handedOver) {
                chosen.add(namespace);
            }
        }
        return chosen;
    }

    /** The name that stands for it in the images; runc's, so that either can restore what the other has saved. */
    static String key(NamespaceType type) {
        return type == NamespaceType.NETWORK ? "extRootNetNS" : "extRootPidNS";
    }

    /** The kernel's and criu's word for a type. */
    public static String word(NamespaceType type) {
        return switch (type) {
            case MOUNT -> "mnt";
            case NETWORK -> "net";
            case PID, UTS, IPC, USER, CGROUP, TIME -> type.toString();
        };
    }
}
