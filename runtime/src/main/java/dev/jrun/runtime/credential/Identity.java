package dev.jrun.runtime.credential;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.CredentialCall.Setfsgid;
import dev.jrun.runtime.syscall.CredentialCall.Setfsuid;
import dev.jrun.runtime.syscall.CredentialCall.Setgroups;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.spec.User;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of the container's process, in the numbers of the container's user namespace.
 *
 * @param setgroups false where setgroups(2) is denied: the process keeps the groups it has
 */
public record Identity(int uid, int gid, List<Integer> groups, boolean setgroups) {
    /** What the set*id calls take for "leave it as it is": as an id it would keep the process root. */
    private static final long NO_ID = 0xffffffffL;

    public Identity {
        groups = List.copyOf(groups);
    }

    /**
     * The ids of {@code user}.
     *
     * @param setgroupsAllowed whether the container's user namespace allows setgroups(2)
     * @throws InvalidInputException for an id that is none, and for groups that can't be set
     */
    public static Identity of(User user, boolean setgroupsAllowed) {
        if (!setgroupsAllowed && !user.additionalGids().isEmpty()) {
            throw new InvalidInputException("/process/user/additionalGids: the user namespace denies setgroups;"
                    + " leave them out, or run with root's privileges");
        }
        List<Integer> groups = new ArrayList<>(user.additionalGids().size());
        for (long gid : user.additionalGids()) {
            groups.add(id("/process/user/additionalGids", gid));
        }
        return new Identity(
                id("/process/user/uid", user.uid()), id("/process/user/gid", user.gid()), groups, setgroupsAllowed);
    }

    private static int id(String pointer, long id) {
        if (id < 0 || id >= NO_ID) {
            throw new InvalidInputException(pointer + ": " + id + " is not an id; ids go from 0 to " + (NO_ID - 1));
        }
        return (int) id;
    }

    /** Adds {@code body}, whose calls on files are checked as those of the container's process will be. */
    void onFiles(Plan plan, Runnable body) {
        if (setgroups) {
            plan.call("set additional groups", new Setgroups(groups));
        }
        plan.call("check files for gid " + Integer.toUnsignedString(gid), new Setfsgid(gid));
        plan.call("check files for uid " + Integer.toUnsignedString(uid), new Setfsuid(uid));
        body.run();
        // Init is root in its user namespace until the credentials are applied. The groups stay: they are final.
        plan.call("check files for root again", new Setfsuid(0));
        plan.call("check files for root again", new Setfsgid(0));
    }
}
