package dev.jrun.spec.check;

import dev.jrun.spec.Config;
import dev.jrun.spec.IdMapping;
import dev.jrun.spec.Linux;
import dev.jrun.spec.NamespaceType;
import dev.jrun.spec.Process;
import dev.jrun.spec.User;
import java.util.List;

/** Checks of the id mappings of a user namespace, by the rules of user_namespaces(7). */
final class IdMappingChecks {
    private static final long IDS = 1L << 32;
    private static final int MAPPINGS_MAX = 340;

    private final Config config;
    private final Linux linux;
    private final Problems problems;

    IdMappingChecks(Config config, Linux linux, Problems problems) {
        this.config = config;
        this.linux = linux;
        this.problems = problems;
    }

    void check() {
        ranges("/linux/uidMappings", linux.uidMappings(), problems);
        ranges("/linux/gidMappings", linux.gidMappings(), problems);
        boolean created = linux.namespaces().stream()
                .anyMatch(namespace -> namespace.type() == NamespaceType.USER
                        && namespace.path().filter(path -> !path.isEmpty()).isEmpty());
        if (created) {
            present("/linux/uidMappings", linux.uidMappings());
            present("/linux/gidMappings", linux.gidMappings());
            user(config.process().flatMap(Process::user).orElse(User.ROOT));
        }
    }

    private void present(String pointer, List<IdMapping> mappings) {
        if (mappings.isEmpty()) {
            problems.error(pointer, "missing, a new user namespace needs at least one mapping");
        }
    }

    private void user(User user) {
        mapped("/process/user/uid", user.uid(), linux.uidMappings());
        mapped("/process/user/gid", user.gid(), linux.gidMappings());
        for (int i = 0; i < user.additionalGids().size(); i++) {
            mapped("/process/user/additionalGids/" + i, user.additionalGids().get(i), linux.gidMappings());
        }
    }

    private void mapped(String pointer, long id, List<IdMapping> mappings) {
        boolean found = mappings.stream()
                .anyMatch(mapping -> id >= mapping.containerId() && id - mapping.containerId() < mapping.size());
        if (!found && !mappings.isEmpty()) {
            problems.error(pointer, "the id " + id + " is not mapped in the user namespace");
        }
    }

    static void ranges(String pointer, List<IdMapping> mappings, Problems problems) {
        if (mappings.size() > MAPPINGS_MAX) {
            problems.error(pointer, "has " + mappings.size() + " mappings, the kernel takes at most " + MAPPINGS_MAX);
        }
        for (int i = 0; i < mappings.size(); i++) {
            range(pointer + "/" + i, mappings.get(i), problems);
            for (int j = 0; j < i; j++) {
                overlap(pointer, mappings, i, j, problems);
            }
        }
    }

    private static void range(String pointer, IdMapping mapping, Problems problems) {
        if (mapping.size() == 0) {
            problems.error(pointer + "/size", "must not be 0");
        }
        if (mapping.containerId() + mapping.size() > IDS || mapping.hostId() + mapping.size() > IDS) {
            problems.error(pointer + "/size", "the range of " + mapping.size() + " ids goes beyond 4294967295");
        }
    }

    private static void overlap(String pointer, List<IdMapping> mappings, int i, int j, Problems problems) {
        IdMapping a = mappings.get(i);
        IdMapping b = mappings.get(j);
        if (overlap(a.containerId(), a.size(), b.containerId(), b.size())) {
            problems.error(pointer + "/" + i + "/containerID", "the range overlaps with that of mapping " + j);
        }
        if (overlap(a.hostId(), a.size(), b.hostId(), b.size())) {
            problems.error(pointer + "/" + i + "/hostID", "the range overlaps with that of mapping " + j);
        }
    }

    private static boolean overlap(long firstA, long sizeA, long firstB, long sizeB) {
        return firstA < firstB + sizeB && firstB < firstA + sizeA;
    }
}
