package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the container's cgroup is in each hierarchy, and which directories were made for it.
 *
 * @param made from the top down; nothing else is removed
 */
public record CgroupPaths(List<CgroupPlace> places, List<String> made) {
    private static final String POINTER = "/linux/cgroupsPath";

    public CgroupPaths {
        places = List.copyOf(places);
        made = List.copyOf(made);
    }

    /**
     * Chooses the places: an absolute {@code cgroupsPath} is below each hierarchy's mount point, a relative one below
     * the caller's own cgroup, and in its absence the container's id stands in.
     *
     * @param optional whether to leave out a hierarchy in which a relative path leads nowhere, since the caller's own
     *     cgroup is not visible there; it is refused otherwise
     * @throws InvalidInputException for a path with {@code ..} in it, or that is the root
     */
    public static CgroupPaths choose(
            CgroupLayout layout, Optional<String> cgroupsPath, String containerId, boolean optional) {
        String path = cgroupsPath.filter(text -> !text.isEmpty()).orElse(containerId);
        String clean = clean(path);
        boolean relative = !path.startsWith("/");
        List<CgroupPlace> places = new ArrayList<>(layout.hierarchies().size());
        for (CgroupHierarchy hierarchy : layout.hierarchies()) {
            if (!(relative && optional && hierarchy.ownPathBelowMount().isEmpty())) {
                places.add(place(hierarchy, relative ? own(hierarchy) + clean : clean));
            }
        }
        return new CgroupPaths(places, List.of());
    }

    /** The caller's own cgroups, as far as they are visible. */
    public static CgroupPaths ofCaller(CgroupLayout layout) {
        List<CgroupPlace> places = new ArrayList<>();
        for (CgroupHierarchy hierarchy : layout.hierarchies()) {
            if (hierarchy.ownPathBelowMount().isPresent()) {
                places.add(place(hierarchy, own(hierarchy)));
            }
        }
        return new CgroupPaths(places, List.of());
    }

    private static CgroupPlace place(CgroupHierarchy hierarchy, String path) {
        return new CgroupPlace(hierarchy.version(), hierarchy.controllers(), hierarchy.mountPoint(), path);
    }

    private static String own(CgroupHierarchy hierarchy) {
        String own = hierarchy
                .ownPathBelowMount()
                .orElseThrow(() -> new UnsupportedFeatureException(POINTER + ": the caller's own cgroup "
                        + hierarchy.ownPath() + " is not visible below " + hierarchy.mountPoint()
                        + "; use an absolute path"));
        return own.equals("/") ? "" : own;
    }

    private static String clean(String path) {
        List<String> names = Stream.of(path.split("/"))
                .filter(name -> !Set.of("", ".").contains(name))
                .toList();
        if (names.contains("..")) {
            throw new InvalidInputException(POINTER + ": " + path + " must not have .. in it");
        }
        if (names.isEmpty()) {
            throw new InvalidInputException(POINTER + ": " + path + " is the root cgroup; name one below it");
        }
        if (path.chars().anyMatch(c -> c == '\0' || c == '\n')) {
            throw new InvalidInputException(POINTER + ": a cgroup's name can't have a NUL or a line break in it");
        }
        return names.stream().map(name -> "/" + name).collect(Collectors.joining());
    }

    /** The same places, with what was made. */
    public CgroupPaths withMade(List<String> directories) {
        return new CgroupPaths(places, directories);
    }

    /** The places that a manager of this version looks after. */
    public List<CgroupPlace> places(CgroupVersion version) {
        List<CgroupPlace> some = new ArrayList<>(places.size());
        for (CgroupPlace place : places) {
            if (place.version() == version) {
                some.add(place);
            }
        }
        return some;
    }

    /** The places for a state file; {@link #parse} reads them. */
    public List<String> placeLines() {
        List<String> lines = new ArrayList<>(places.size());
        places.forEach(place -> lines.add(place.line()));
        return lines;
    }

    /** The paths from a state file. */
    public static CgroupPaths parse(List<String> placeLines, List<String> made) {
        List<CgroupPlace> places = new ArrayList<>(placeLines.size());
        placeLines.forEach(line -> places.add(CgroupPlace.parse(line)));
        return new CgroupPaths(places, made);
    }

    /** What a mount of type {@code cgroup} shows of each hierarchy. */
    public List<CgroupMount> mounts() {
        return places.stream().map(CgroupMount::of).toList();
    }
}
