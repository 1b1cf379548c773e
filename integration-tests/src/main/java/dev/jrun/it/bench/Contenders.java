package dev.jrun.it.bench;

import dev.jrun.it.RuntimeUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Who is compared. Both kinds of jrun share their state folder. */
record Contenders(Contender cold, Contender warm, Contender runc, Contender crun) {
    private static final List<Path> PROGRAM_FOLDERS =
            List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/usr/local/bin"), Path.of("/usr/local/sbin"));

    /** With their state in folders of {@code states}. */
    static Contenders in(Path states, Meter meter) {
        Path jrun = RuntimeUnderTest.binary();
        Daemon daemon = Daemon.serving(meter.output(Way.plain(), List.of(jrun.toString(), "daemon", "status")));
        Path root = states.resolve("jrun");
        return new Contenders(
                new Contender("jrun cold", jrun, root, Way.plain(), meter),
                new Contender("jrun warm", jrun, root, Way.servedBy(daemon), meter),
                new Contender("runc", installed("runc"), states.resolve("runc"), Way.plain(), meter),
                new Contender("crun", installed("crun"), states.resolve("crun"), Way.withoutHybridCgroups(), meter));
    }

    List<Contender> all() {
        return List.of(cold, warm, runc, crun);
    }

    /** Each runtime once, jrun with its daemon. */
    List<Contender> runtimes() {
        return List.of(warm, runc, crun);
    }

    Daemon daemon() {
        return warm.way().daemon().orElseThrow();
    }

    private static Path installed(String name) {
        return PROGRAM_FOLDERS.stream()
                .map(candidate -> candidate.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + ": apt-get install " + name));
    }
}
