package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
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
    public record Caller(long uid, long gid, boolean privileged) {}

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

    /**
     * Writes the maps of {@code linux} for the process {@code pid}.
     *
     * @param procfs from {@link ProcfsHandle#ofCaller}
     * @throws InvalidInputException where a map is missing or larger than the kernel takes
     * @throws UnsupportedFeatureException where {@code caller} may not map what is asked for
     */
    public static Plan map(Linux linux, long pid, Fd procfs, Caller caller) {
        if (!caller.privileged()) {
            requireOwnId("/linux/uidMappings", linux.uidMappings(), caller.uid());
            requireOwnId("/linux/gidMappings", linux.gidMappings(), caller.gid());
        }
        String uids = text("/linux/uidMappings", linux.uidMappings());
        String gids = text("/linux/gidMappings", linux.gidMappings());
        return write(new Maps(uids, gids), pid, procfs, caller);
    }

    /** Writes maps for the process {@code pid} of a user namespace that a mount takes its owners from. */
    public static Plan mapOfMount(List<IdMapping> uids, List<IdMapping> gids, long pid, Fd procfs, Caller caller) {
        return write(new Maps(text("uidMappings", uids), text("gidMappings", gids)), pid, procfs, caller);
    }

    private record Maps(String uids, String gids) {}

    private static Plan write(Maps maps, long pid, Fd procfs, Caller caller) {
        Plan plan = new Plan();
        ProcfsHandle.write(plan, procfs, pid + "/uid_map", maps.uids(), "write the user namespace's uid_map");
        if (!caller.privileged()) {
            // Without this the kernel refuses the gid_map: leaving a group could open what the group is kept out of.
            ProcfsHandle.write(plan, procfs, pid + "/setgroups", "deny", "deny setgroups in the user namespace");
        }
        ProcfsHandle.write(plan, procfs, pid + "/gid_map", maps.gids(), "write the user namespace's gid_map");
        return plan;
    }

    /**
     * Becomes root in the namespace that was made or joined, and undumpable.
     *
     * @param setgroupsAllowed false where setgroups(2) is denied there
     */
    public static Plan becomeRoot(boolean setgroupsAllowed) {
        Plan plan = new Plan();
        plan.call("be undumpable", new Prctl(Prctl.PR_SET_DUMPABLE, 0, 0));
        plan.call("become gid 0 in the user namespace", new Setresgid(0, 0, 0));
        plan.call("become uid 0 in the user namespace", new Setresuid(0, 0, 0));
        if (setgroupsAllowed) {
            plan.call("leave the caller's groups", new Setgroups(List.of()));
        }
        return plan;
    }

    private static void requireOwnId(String pointer, List<IdMapping> mappings, long own) {
        boolean onlyOwn = mappings.size() == 1
                && mappings.getFirst().size() == 1
                && mappings.getFirst().hostId() == own;
        if (!onlyOwn) {
            throw new UnsupportedFeatureException(pointer + ": without root's privileges only the caller's own id "
                    + own + " can be mapped, as one entry of size 1");
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
