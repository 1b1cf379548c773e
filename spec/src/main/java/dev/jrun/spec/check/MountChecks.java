package dev.jrun.spec.check;

import dev.jrun.spec.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks of the mounts. */
final class MountChecks {
    private static final List<Map.Entry<String, String>> OPPOSITES = List.of(
            Map.entry("ro", "rw"),
            Map.entry("nosuid", "suid"),
            Map.entry("nodev", "dev"),
            Map.entry("noexec", "exec"),
            Map.entry("sync", "async"),
            Map.entry("noatime", "atime"),
            Map.entry("nodiratime", "diratime"),
            Map.entry("nosymfollow", "symfollow"),
            Map.entry("relatime", "norelatime"),
            Map.entry("strictatime", "nostrictatime"),
            Map.entry("silent", "loud"),
            Map.entry("iversion", "noiversion"),
            Map.entry("lazytime", "nolazytime"),
            Map.entry("mand", "nomand"),
            Map.entry("acl", "noacl"),
            Map.entry("rro", "rrw"),
            Map.entry("rnosuid", "rsuid"),
            Map.entry("rnodev", "rdev"),
            Map.entry("rnoexec", "rexec"),
            Map.entry("rnosymfollow", "rsymfollow"),
            Map.entry("bind", "rbind"),
            Map.entry("rnoatime", "ratime"),
            Map.entry("rnodiratime", "rdiratime"),
            Map.entry("rrelatime", "rnorelatime"),
            Map.entry("rstrictatime", "rnostrictatime"),
            Map.entry("idmap", "ridmap"));
    private static final Set<String> PROPAGATION =
            Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable");

    private final List<Mount> mounts;
    private final Problems problems;

    MountChecks(List<Mount> mounts, Problems problems) {
        this.mounts = mounts;
        this.problems = problems;
    }

    void check() {
        for (int i = 0; i < mounts.size(); i++) {
            String pointer = "/mounts/" + i;
            Mount mount = mounts.get(i);
            destination(pointer + "/destination", mount.destination());
            options(pointer + "/options", mount.options());
            source(pointer, mount);
            idMappings(pointer, mount);
        }
    }

    private void destination(String pointer, String destination) {
        problems.noNul(pointer, destination);
        if (destination.isEmpty()) {
            problems.error(pointer, "must not be empty");
        } else if (!destination.startsWith("/")) {
            problems.warning(pointer, "\"" + destination + "\" is relative, which is deprecated; it is taken from /");
        }
    }

    private void options(String pointer, List<String> options) {
        for (Map.Entry<String, String> pair : OPPOSITES) {
            int first = options.lastIndexOf(pair.getKey());
            int second = first < 0 ? first : options.lastIndexOf(pair.getValue());
            if (second >= 0) {
                problems.warning(
                        pointer + "/" + Math.min(first, second),
                        options.get(Math.min(first, second)) + " has no effect, " + options.get(Math.max(first, second))
                                + " follows it");
            }
        }
        List<String> propagation = new ArrayList<>(options);
        propagation.retainAll(PROPAGATION);
        if (propagation.size() > 1) {
            problems.warning(pointer, "more than one propagation: " + String.join(", ", propagation));
        }
    }

    private void source(String pointer, Mount mount) {
        mount.source().ifPresent(source -> problems.noNul(pointer + "/source", source));
        boolean remount = mount.options().contains("remount");
        if (isBind(mount) && !remount && mount.source().orElse("").isEmpty()) {
            problems.error(pointer + "/source", "missing, a bind mount needs it");
        }
        if (!isBind(mount) && !remount && mount.type().orElse("").isEmpty() && !changesPropagation(mount)) {
            problems.error(pointer + "/type", "missing, only bind mounts and remounts do without a type");
        }
    }

    private void idMappings(String pointer, Mount mount) {
        IdMappingChecks.ranges(pointer + "/uidMappings", mount.uidMappings(), problems);
        IdMappingChecks.ranges(pointer + "/gidMappings", mount.gidMappings(), problems);
        if (mount.uidMappings().isEmpty() != mount.gidMappings().isEmpty()) {
            String missing = mount.uidMappings().isEmpty() ? "/uidMappings" : "/gidMappings";
            problems.error(pointer + missing, "missing, an id-mapped mount needs mappings of both uids and gids");
        }
        if (!mount.uidMappings().isEmpty() && !isBind(mount)) {
            problems.error(pointer + "/uidMappings", "only a bind mount can be id-mapped");
        }
    }

    private static boolean isBind(Mount mount) {
        return mount.type().filter("bind"::equals).isPresent()
                || mount.options().contains("bind")
                || mount.options().contains("rbind");
    }

    private static boolean changesPropagation(Mount mount) {
        return mount.options().stream().anyMatch(PROPAGATION::contains);
    }
}
