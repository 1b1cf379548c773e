package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.CredentialCall.Setgroups;
import dev.jrun.runtime.syscall.CredentialCall.Setresgid;
import dev.jrun.runtime.syscall.CredentialCall.Setresuid;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Unshare;
import dev.jrun.spec.IdMapping;
import dev.jrun.spec.Linux;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Making a user namespace, user_namespaces(7): the intermediate runs {@link #unshare}, the main stub {@link #map}, the
 * intermediate {@link #becomeRoot}.
 */
public final class UserNamespace {
    /**
     * Who makes the namespace.
     *
     * @param privileged whether it has CAP_SETUID and CAP_SETGID in its own user namespace, and may map any id
     */
    public record Caller(long uid, long gid, boolean privileged) {
        /** Whether the kernel takes this map from the caller: without privileges, one of its own id alone. */
        public boolean mayWrite(IdKind kind, List<IdMapping> mappings) {
            long own = kind == IdKind.UID ? uid : gid;
            return privileged
                    || mappings.size() == 1
                            && mappings.getFirst().size() == 1
                            && mappings.getFirst().hostId() == own;
        }
    }

    /** The kernel takes a map in one write of less than a page, and at most 340 lines. */
    private static final int MAP_BYTES = 4095;

    private static final int MAP_LINES = 340;

    private UserNamespace() {}

    /** Makes the namespace. Dumpable, or the files that the maps are written to would belong to root. */
    public static Plan unshare() {
        Plan plan = new Plan();
        plan.call("let the id maps be written", new Prctl(Prctl.PR_SET_DUMPABLE, 1, 0));
        plan.call("make a user namespace", new Unshare(Set.of(CloneFlag.CLONE_NEWUSER)));
        return plan;
    }

    /** The process whose namespace gets maps, below a procfs from {@link ProcfsHandle#ofCaller}. */
    public record Target(Fd procfs, long pid) {}

    /**
     * Adds the writing of one map of {@code linux} by {@code caller}, who may write it.
     *
     * @throws InvalidInputException where the map is missing or larger than the kernel takes
     */
    public static void map(Plan plan, IdKind kind, Linux linux, Target target, Caller caller) {
        write(plan, kind, text(kind.pointer(), kind.mappings(linux)), target, caller);
    }

    /** Writes maps for a user namespace that a mount takes its owners from. */
    public static Plan mapOfMount(List<IdMapping> uids, List<IdMapping> gids, Target target, Caller caller) {
        var plan = new Plan();
        write(plan, IdKind.UID, text("uidMappings", uids), target, caller);
        write(plan, IdKind.GID, text("gidMappings", gids), target, caller);
        return plan;
    }

    private static void write(Plan plan, IdKind kind, String map, Target target, Caller caller) {
        if (kind == IdKind.GID && !caller.privileged()) {
            // Without this the kernel refuses the gid_map: leaving a group could open what the group is kept out of.
            ProcfsHandle.write(
                    plan, target.procfs(), target.pid() + "/setgroups", "deny", "deny setgroups in the user namespace");
        }
        String file = kind.word() + "_map";
        ProcfsHandle.write(plan, target.procfs(), target.pid() + "/" + file, map, "write the user namespace's " + file);
    }

    /** What {@link IdKind#helper} has to be called with to write a map; the same as {@link #map} is refused. */
    public static List<String> helperArguments(IdKind kind, Linux linux, long pid) {
        String map = text(kind.pointer(), kind.mappings(linux));
        List<String> arguments = new ArrayList<>(List.of(kind.helper(), Long.toString(pid)));
        arguments.addAll(List.of(map.strip().split("[ \n]")));
        return arguments;
    }

    /**
     * Becomes root in the namespace that was made or joined, and undumpable.
     *
     * @param setgroupsAllowed false where setgroups(2) is denied there
     */
    public static Plan becomeRoot(boolean setgroupsAllowed) {
        Plan plan = new Plan();
        becomeRoot(plan, setgroupsAllowed);
        return plan;
    }

    /** As {@link #becomeRoot(boolean)}, as steps of a plan that does more. */
    public static void becomeRoot(Plan plan, boolean setgroupsAllowed) {
        plan.call("be undumpable", new Prctl(Prctl.PR_SET_DUMPABLE, 0, 0));
        plan.call("become gid 0 in the user namespace", new Setresgid(0, 0, 0));
        plan.call("become uid 0 in the user namespace", new Setresuid(0, 0, 0));
        if (setgroupsAllowed) {
            plan.call("leave the caller's groups", new Setgroups(List.of()));
        }
    }

    private static String text(String pointer, List<IdMapping> mappings) {
        if (mappings.isEmpty()) {
            throw new InvalidInputException(pointer + ": a new user namespace needs at least one mapping");
        }
        String text = mappings.stream()
                .map(mapping -> mapping.containerId() + " " + mapping.hostId() + " " + mapping.size() + "\n")
                .collect(Collectors.joining());
        if (mappings.size() > MAP_LINES || text.getBytes(StandardCharsets.UTF_8).length > MAP_BYTES) {
            throw new InvalidInputException(pointer + ": the kernel takes at most " + MAP_LINES + " mappings of "
                    + MAP_BYTES + " characters in all");
        }
        return text;
    }
}
