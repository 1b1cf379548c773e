package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.Round.Finished;
import java.math.BigInteger;
import java.util.Map;

/**
 * What came of a cgroup's limit of memory up to now.
 *
 * @param kills how many of its processes the kernel has killed
 * @param stuck whether its processes wait for memory now, because the kernel may not kill any: {@code
 *     disableOOMKiller}, which version 1 has alone
 */
public record MemoryEvents(long kills, boolean stuck) {
    /** Nothing has happened. */
    public static final MemoryEvents NONE = new MemoryEvents(0, false);

    private static final String NAME = "events";

    /** Reads them from {@code memory.oom_control} or {@code memory.events}. A file that is missing tells nothing. */
    public static Round<MemoryEvents> read(String file) {
        return StatisticFiles.read(Map.of(NAME, file)).then(files -> new Finished<>(of(files.table(NAME))));
    }

    private static MemoryEvents of(Map<String, BigInteger> table) {
        // With a killer, under_oom is 1 for the moment until it is done.
        boolean stuck = isOne(table, "oom_kill_disable") && isOne(table, "under_oom");
        return new MemoryEvents(table.getOrDefault("oom_kill", BigInteger.ZERO).longValue(), stuck);
    }

    private static boolean isOne(Map<String, BigInteger> table, String name) {
        return table.getOrDefault(name, BigInteger.ZERO).equals(BigInteger.ONE);
    }

    MemoryEvents and(MemoryEvents other) {
        return new MemoryEvents(kills + other.kills, stuck || other.stuck);
    }

    /** How many events there were after {@code before}: one for each kill, one for coming to a standstill. */
    public long since(MemoryEvents before) {
        return Math.max(0, kills - before.kills) + (stuck && !before.stuck ? 1 : 0);
    }
}
