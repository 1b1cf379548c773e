package dev.jrun.it;

import java.util.List;
import java.util.Set;

/**
 * One line of mountinfo.
 *
 * @param root the folder of the file system that is seen at the mount point
 * @param options the mount's own options
 * @param propagation the optional fields, such as {@code shared:7}
 * @param superOptions the file system's options
 */
public record MountInfo(
        String root,
        String point,
        Set<String> options,
        List<String> propagation,
        String type,
        String source,
        Set<String> superOptions) {

    public MountInfo {
        options = Set.copyOf(options);
        propagation = List.copyOf(propagation);
        superOptions = Set.copyOf(superOptions);
    }

    static MountInfo parse(String line) {
        List<String> fields = List.of(line.split(" "));
        int dash = fields.indexOf("-");
        return new MountInfo(
                fields.get(3),
                fields.get(4),
                Set.of(fields.get(5).split(",")),
                fields.subList(6, dash),
                fields.get(dash + 1),
                fields.get(dash + 2),
                Set.of(fields.get(dash + 3).split(",")));
    }

    /** Whether mounts below it travel to or from elsewhere, in the kernel's words; private mounts have none. */
    public boolean isPropagation(String kind) {
        return propagation.stream().anyMatch(field -> field.startsWith(kind));
    }
}
