package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where in a container's cgroups a process goes that exec adds.
 *
 * @param places one in each hierarchy
 * @param chosen whether the caller has named them, so that no other will do
 * @param rootless whether the process may stay where it is when the kernel refuses
 */
public record ExecCgroup(List<CgroupPlace> places, boolean chosen, boolean rootless) {
    private static final String FLAG = "--cgroup ";
    private static final String ALL = "";

    public ExecCgroup {
        places = List.copyOf(places);
    }

    /**
     * Reads what {@code --cgroup} says: {@code PATH} for all hierarchies, or {@code CONTROLLER[,CONTROLLER]:PATH}, as
     * often as there are controllers; each path is below the container's cgroup.
     *
     * @param container the container's own cgroup in each hierarchy
     * @throws InvalidInputException for a controller that the container hasn't, and a path that leads out of its cgroup
     */
    public static ExecCgroup of(List<CgroupPlace> container, List<String> wanted, boolean rootless) {
        if (container.isEmpty() && !wanted.isEmpty()) {
            throw new InvalidInputException(FLAG + wanted.getFirst() + ": the container has no cgroup");
        }
        Map<String, String> paths = byController(wanted);
        List<CgroupPlace> places = new ArrayList<>();
        for (CgroupPlace place : container) {
            places.add(place.below(take(paths, place)));
        }
        paths.remove(ALL);
        if (!paths.isEmpty()) {
            throw new InvalidInputException(FLAG + ": unknown controller "
                    + paths.keySet().iterator().next() + ": the container has no cgroup with it");
        }
        return new ExecCgroup(places, !wanted.isEmpty(), rootless);
    }

    private static Map<String, String> byController(List<String> wanted) {
        Map<String, String> paths = new HashMap<>();
        for (String argument : wanted) {
            int colon = argument.indexOf(':');
            if (colon != argument.lastIndexOf(':')) {
                throw new InvalidInputException(FLAG + argument + ": expected [CONTROLLER[,CONTROLLER]:]PATH");
            }
            if (colon < 0 && wanted.size() > 1) {
                throw new InvalidInputException(
                        FLAG + argument + ": has no controller in front, so it must be the only one");
            }
            String path = inside(argument, argument.substring(colon + 1));
            for (String controller : argument.substring(0, Math.max(colon, 0)).split(",", -1)) {
                if (colon >= 0 && controller.isEmpty()) {
                    throw new InvalidInputException(FLAG + argument + ": a controller's name is empty");
                }
                if (paths.put(controller, path) != null) {
                    throw new InvalidInputException(
                            FLAG + argument + ": controller " + controller + " is specified multiple times");
                }
            }
        }
        return paths;
    }

    /** The path without detours; by its names, as /a-b is not below /a. */
    private static String inside(String argument, String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                if (names.pollLast() == null) {
                    throw new InvalidInputException(
                            FLAG + argument + ": " + path + " is not a sub cgroup of the container's");
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        String clean = names.isEmpty() ? "" : "/" + String.join("/", names);
        if (clean.indexOf('\0') >= 0 || clean.indexOf('\n') >= 0) {
            throw new InvalidInputException(FLAG + ": a cgroup's name can't have a NUL or a line break in it");
        }
        return clean;
    }

    private static String take(Map<String, String> paths, CgroupPlace place) {
        String path = paths.getOrDefault(ALL, "");
        for (String controller : place.controllers()) {
            String own = paths.remove(controller);
            path = own == null ? path : own;
        }
        return path;
    }

    /** The way there. */
    public CgroupDestination destination() {
        return new CgroupDestination(places, rootless);
    }

    /**
     * The same, but beside init in the hierarchy of version 2: where the container has made cgroups below its own, the
     * kernel lets no process into that one.
     *
     * @param init the hierarchies as the caller sees them, with the cgroups of init
     */
    public ExecCgroup besideInit(CgroupLayout init) {
        List<CgroupPlace> moved = new ArrayList<>();
        for (CgroupPlace place : places) {
            moved.add(place.version() == CgroupVersion.V2 ? besideInit(place, init) : place);
        }
        return new ExecCgroup(moved, chosen, rootless);
    }

    private static CgroupPlace besideInit(CgroupPlace place, CgroupLayout init) {
        for (CgroupHierarchy hierarchy : init.hierarchies()) {
            Optional<String> path = hierarchy.ownPathBelowMount();
            if (hierarchy.version() == CgroupVersion.V2 && path.isPresent()) {
                return new CgroupPlace(place.version(), place.controllers(), hierarchy.mountPoint(), path.get());
            }
        }
        return place;
    }
}
