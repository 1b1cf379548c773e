package dev.jrun.it.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the commands of a contender are run.
 *
 * @param entrance the command line that leads to where they run, empty where they run like the benchmark itself
 * @param engine for {@code JRUN_ENGINE}, which the other runtimes don't know
 * @param daemon the one that does a share of their work
 */
record Way(List<String> entrance, String engine, Optional<Daemon> daemon) {
    private static final Path CGROUP_V2_OF_HYBRID = Path.of("/sys/fs/cgroup/unified");
    private static final Path CONTROLLERS = CGROUP_V2_OF_HYBRID.resolve("cgroup.controllers");

    static Way plain() {
        return new Way(List.of(), "cold", Optional.empty());
    }

    static Way servedBy(Daemon daemon) {
        return new Way(List.of(), "warm", Optional.of(daemon));
    }

    /** crun refuses hybrid cgroups: it sees the machine without the hierarchy of version 2. */
    static Way withoutHybridCgroups() {
        if (Files.notExists(CONTROLLERS)) {
            return plain();
        }
        String change = "umount " + CGROUP_V2_OF_HYBRID + " && exec \"$0\" \"$@\"";
        return new Way(List.of("unshare", "-m", "sh", "-c", change), "cold", Optional.empty());
    }

    /** Microseconds that the daemon has run. */
    long cpuElsewhere() {
        return daemon.map(Daemon::cpu).orElse(0L);
    }
}
