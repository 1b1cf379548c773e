package dev.jrun.runtime.bootstrap;

import java.util.StringJoiner;
import java.util.StringTokenizer;

/**
 * Who has called jrun.
 *
 * @param uid effective
 * @param gid effective
 * @param inUserNamespace whether in another user namespace than the machine's first, where root has no power over it
 */
public record Caller(int uid, int gid, boolean inUserNamespace) {
    /** What the map of the first user namespace says: every id, as itself. */
    private static final String ALL_IDS = "0 0 4294967295";

    /**
     * The caller with these ids.
     *
     * @param uidMap the text of its {@code /proc/self/uid_map}; empty where the kernel has no user namespaces
     */
    public static Caller of(int uid, int gid, String uidMap) {
        var words = new StringTokenizer(uidMap);
        var line = new StringJoiner(" ");
        while (words.hasMoreTokens()) {
            line.add(words.nextToken());
        }
        return new Caller(uid, gid, line.length() > 0 && !line.toString().equals(ALL_IDS));
    }

    /** Whether it has no privileges on the machine, whatever its uid is. */
    public boolean isRootless() {
        return uid != 0 || inUserNamespace;
    }
}
