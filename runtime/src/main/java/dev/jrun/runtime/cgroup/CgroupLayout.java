package dev.jrun.runtime.cgroup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The control group hierarchies that a process sees, and its own place in each. Those not mounted are left out. */
public record CgroupLayout(List<CgroupHierarchy> hierarchies) {
    public CgroupLayout {
        hierarchies = List.copyOf(hierarchies);
    }

    /** A line of mountinfo, proc_pid_mountinfo(5), as far as it matters here. */
    private record MountLine(String root, String mountPoint, String type, Set<String> options) {
        private static final int ROOT = 3;
        private static final int MOUNT_POINT = 4;
        private static final int OPTIONAL = 6;

        /** Elsewhere in a line there is no blank behind a dash: those in paths are escaped. */
        static final String OF_CGROUPS = " - cgroup";

        static MountLine of(String line) {
            List<String> fields = List.of(line.split(" "));
            int dash = OPTIONAL + fields.subList(OPTIONAL, fields.size()).indexOf("-");
            return new MountLine(
                    unescape(fields.get(ROOT)),
                    unescape(fields.get(MOUNT_POINT)),
                    fields.get(dash + 1),
                    Set.of(fields.get(dash + 3).split(",")));
        }

        static String mountPointOf(String line) {
            int start = 0;
            for (int field = 0; field < MOUNT_POINT; field++) {
                start = line.indexOf(' ', start) + 1;
            }
            return unescape(line.substring(start, line.indexOf(' ', start)));
        }
    }

    /**
     * Reads the layout.
     *
     * @param mountinfo the text of {@code /proc/PID/mountinfo}
     * @param cgroup the text of {@code /proc/PID/cgroup}
     */
    public static CgroupLayout parse(String mountinfo, String cgroup) {
        Collection<MountLine> mounts = visibleMounts(mountinfo);
        List<CgroupHierarchy> hierarchies = new ArrayList<>();
        cgroup.lines()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3)
                .forEach(fields -> add(hierarchies, mounts, fields[1], fields[2]));
        return new CgroupLayout(hierarchies);
    }

    /** Those of cgroups. Where two mounts have the same mount point the later one hides the other. */
    private static Collection<MountLine> visibleMounts(String mountinfo) {
        Map<String, MountLine> mounts = new LinkedHashMap<>();
        for (String line : mountinfo.split("\n")) {
            // Most lines are of others, which are not worth to be taken apart.
            if (line.contains(MountLine.OF_CGROUPS)) {
                MountLine mount = MountLine.of(line);
                mounts.put(mount.mountPoint(), mount);
            } else if (!mounts.isEmpty()) {
                mounts.remove(MountLine.mountPointOf(line));
            }
        }
        return mounts.values();
    }

    private static void add(
            List<CgroupHierarchy> hierarchies, Collection<MountLine> mounts, String names, String ownPath) {
        List<String> controllers = names.isEmpty() ? List.of() : List.of(names.split(","));
        CgroupVersion version = names.isEmpty() ? CgroupVersion.V2 : CgroupVersion.V1;
        List<CgroupHierarchy> mounted = mounts.stream()
                .filter(mount ->
                        mount.type().equals(type(version)) && mount.options().containsAll(controllers))
                .map(mount -> new CgroupHierarchy(version, controllers, mount.mountPoint(), mount.root(), ownPath))
                .toList();
        mounted.stream()
                .filter(hierarchy -> hierarchy.ownPathBelowMount().isPresent())
                .findFirst()
                .or(() -> mounted.stream().findFirst())
                .ifPresent(hierarchies::add);
    }

    private static String type(CgroupVersion version) {
        return switch (version) {
            case V1 -> "cgroup";
            case V2 -> "cgroup2";
        };
    }

    /** The directory of the caller's own cgroup in the hierarchy that is mounted there, if it is visible. */
    public Optional<String> ownDirectory(String mountPoint) {
        for (CgroupHierarchy hierarchy : hierarchies) {
            if (hierarchy.mountPoint().equals(mountPoint)) {
                return hierarchy.ownPathBelowMount().map(path -> mountPoint + path);
            }
        }
        return Optional.empty();
    }

    /** Whether there are hierarchies of this version. */
    public boolean has(CgroupVersion version) {
        return hierarchies.stream().anyMatch(hierarchy -> hierarchy.version() == version);
    }

    /** The kernel writes blanks and backslashes in paths as a backslash and three octal digits. */
    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        ByteBuffer plain = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\\' && i + 3 < bytes.length) {
                plain.put((byte) Integer.parseInt(new String(bytes, i + 1, 3, StandardCharsets.US_ASCII), 8));
                i += 3;
            } else {
                plain.put(bytes[i]);
            }
        }
        return new String(plain.array(), 0, plain.position(), StandardCharsets.UTF_8);
    }
}
