package dev.jrun.spec.check;

import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Namespace;
import dev.jrun.spec.NamespaceType;
import dev.jrun.spec.TimeOffset;
import dev.jrun.spec.TimeOffsets;
import java.util.EnumSet;
import java.util.Set;

/** Checks of the namespaces, and of what needs one. */
final class NamespaceChecks {
    private static final long NANOSECONDS = 1_000_000_000L;

    private final Config config;
    private final Linux linux;
    private final Problems problems;
    private final Set<NamespaceType> seen = EnumSet.noneOf(NamespaceType.class);

    NamespaceChecks(Config config, Linux linux, Problems problems) {
        this.config = config;
        this.linux = linux;
        this.problems = problems;
    }

    void check() {
        namespaces();
        needs(config.hostname().isPresent(), "/hostname", NamespaceType.UTS);
        needs(config.domainname().isPresent(), "/domainname", NamespaceType.UTS);
        needs(!config.mounts().isEmpty(), "/mounts", NamespaceType.MOUNT);
        needs(!linux.maskedPaths().isEmpty(), "/linux/maskedPaths", NamespaceType.MOUNT);
        needs(!linux.readonlyPaths().isEmpty(), "/linux/readonlyPaths", NamespaceType.MOUNT);
        needs(linux.rootfsPropagation().isPresent(), "/linux/rootfsPropagation", NamespaceType.MOUNT);
        needs(!linux.uidMappings().isEmpty(), "/linux/uidMappings", NamespaceType.USER);
        needs(!linux.gidMappings().isEmpty(), "/linux/gidMappings", NamespaceType.USER);
        needs(linux.timeOffsets().isPresent(), "/linux/timeOffsets", NamespaceType.TIME);
        needs(!linux.netDevices().isEmpty(), "/linux/netDevices", NamespaceType.NETWORK);
        linux.timeOffsets().ifPresent(this::timeOffsets);
    }

    private void namespaces() {
        for (int i = 0; i < linux.namespaces().size(); i++) {
            Namespace namespace = linux.namespaces().get(i);
            String pointer = "/linux/namespaces/" + i;
            if (!seen.add(namespace.type())) {
                problems.error(pointer, "the " + namespace.type() + " namespace is given twice");
            }
            // Go programs write an empty path where they mean none.
            namespace
                    .path()
                    .filter(path -> !path.isEmpty())
                    .ifPresent(path -> problems.absolutePath(pointer + "/path", path));
        }
    }

    private void needs(boolean used, String pointer, NamespaceType type) {
        if (used && !seen.contains(type)) {
            problems.error(
                    pointer, "needs a " + type + " namespace, add {\"type\": \"" + type + "\"} to linux.namespaces");
        }
    }

    private void timeOffsets(TimeOffsets offsets) {
        offsets.boottime().ifPresent(offset -> timeOffset("/linux/timeOffsets/boottime", offset));
        offsets.monotonic().ifPresent(offset -> timeOffset("/linux/timeOffsets/monotonic", offset));
        boolean joined = linux.namespaces().stream()
                .anyMatch(namespace -> namespace.type() == NamespaceType.TIME
                        && namespace.path().filter(path -> !path.isEmpty()).isPresent());
        if (joined) {
            problems.error("/linux/timeOffsets", "can't be set for a time namespace that is joined by its path");
        }
    }

    private void timeOffset(String pointer, TimeOffset offset) {
        if (offset.nanosecs() >= NANOSECONDS) {
            problems.error(pointer + "/nanosecs", "expected less than 1000000000, found " + offset.nanosecs());
        }
    }
}
