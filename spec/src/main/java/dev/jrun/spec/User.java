package dev.jrun.spec;

import dev.jrun.spec.json.Range;
import java.util.List;
import java.util.Optional;

/**
 * Who the process is, in ids of the container.
 *
 * @param username Windows only
 */
public record User(long uid, long gid, Optional<Long> umask, List<Long> additionalGids, Optional<String> username) {
    /** What an absent user means. */
    public static final User ROOT = new User(0, 0, Optional.empty(), List.of(), Optional.empty());

    public User {
        Range.uint32("uid", uid);
        Range.uint32("gid", gid);
        Range.uint32("umask", umask);
        Range.uint32("additionalGids", additionalGids);
        additionalGids = List.copyOf(additionalGids);
    }
}
