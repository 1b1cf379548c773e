package dev.jrun.runtime.cgroup;

import java.util.ArrayList;
import java.util.List;

/**
 * The container's cgroup in one hierarchy.
 *
 * @param controllers as {@link CgroupHierarchy} has them
 * @param mountPoint where the hierarchy is mounted
 * @param path below the mount point, starting with a slash and not ending with one
 */
public record CgroupPlace(CgroupVersion version, List<String> controllers, String mountPoint, String path) {
    private static final int FIELDS = 4;

    public CgroupPlace {
        controllers = List.copyOf(controllers);
    }

    /** The directory of the container's cgroup. */
    public String directory() {
        return mountPoint + path;
    }

    /** A file of the container's cgroup. */
    public String file(String name) {
        return directory() + "/" + name;
    }

    /** The place at {@code subpath}, which starts with a slash, below this one; this one where it is empty. */
    CgroupPlace below(String subpath) {
        return new CgroupPlace(version, controllers, mountPoint, path + subpath);
    }

    /** The directories from the first below the mount point down to the container's. */
    public List<String> levels() {
        List<String> levels = new ArrayList<>();
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            levels.add(mountPoint + path.substring(0, end));
        }
        levels.add(directory());
        return levels;
    }

    public boolean has(String controller) {
        return controllers.contains(controller);
    }

    /** As one line for a state file; {@link #parse} reads it. */
    public String line() {
        return String.join(" ", version.name(), String.join(",", controllers), mountPoint.replace(" ", "\\040"), path);
    }

    /** The place that {@link #line} wrote; an {@link IllegalArgumentException} for another text. */
    public static CgroupPlace parse(String line) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length < FIELDS) {
            throw new IllegalArgumentException("not a cgroup's place: " + line);
        }
        List<String> controllers = fields[1].isEmpty() ? List.of() : List.of(fields[1].split(","));
        return new CgroupPlace(
                CgroupVersion.valueOf(fields[0]), controllers, fields[2].replace("\\040", " "), fields[3]);
    }
}
