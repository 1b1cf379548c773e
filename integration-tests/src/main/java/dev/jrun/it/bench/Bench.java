package dev.jrun.it.bench;

import dev.jrun.it.BundleBuilder;
import dev.jrun.it.RuntimeUnderTest;
import dev.jrun.it.Subreaper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code Bench [-n ROUNDS] [-w WARM-UP ROUNDS] [-d CONTAINERS TO WARM THE DAEMON UP]}: prints medians of one interleaved run as Markdown tables. */
public final class Bench {
    private static final String KERNEL = "kernel";
    private static final List<Path> PROGRAM_FOLDERS =
            List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/usr/local/bin"), Path.of("/usr/local/sbin"));

    private final Path folder;
    private final Meter meter;
    private final int rounds;
    private final int warmUp;
    private final int daemonWarmUp;

    private Bench(Path folder, int rounds, int warmUp, int daemonWarmUp) {
        this.daemonWarmUp = daemonWarmUp;
        this.folder = folder;
        this.meter = new Meter(folder);
        this.rounds = rounds;
        this.warmUp = warmUp;
    }

    public static void main(String[] args) throws IOException {
        int rounds = option(args, "-n", 20);
        int warmUp = option(args, "-w", 3);
        int daemonWarmUp = option(args, "-d", 200);
        Subreaper.adoptOrphans();
        Path folder = Files.createTempDirectory("jrun-bench-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            new Bench(folder, rounds, warmUp, daemonWarmUp).run();
        } finally {
            delete(folder);
        }
    }

    private void run() {
        Path bundle = bundle("ending", "true");
        Path sleeping = bundle("sleeping", "sleep", "1000");
        Contender jrun = new Contender("jrun", RuntimeUnderTest.binary(), folder.resolve("jrun"));
        Contender runc = new Contender("runc", installed("runc"), folder.resolve("runc"));
        Contender crun = new Contender("crun", installed("crun"), folder.resolve("crun"));
        Daemon daemon = Daemon.serving(meter.output(List.of(jrun.program().toString(), "daemon", "status")));
        System.out.printf("%d rounds after %d to warm up, interleaved; medians. ", rounds, warmUp);
        System.out.println(
                "cpu: user and kernel time of all processes, the daemon's share included. peak: resident memory of the largest process.");

        warmUp(daemon, jrun, bundle);

        Comparison run = withKernel(bundle)
                .add("jrun cold", () -> meter.measure(jrun.run(bundle)))
                .add("jrun warm", () -> meter.measureWarm(daemon, jrun.run(bundle)))
                .add("runc", () -> meter.measure(runc.run(bundle)))
                .add("crun", () -> meter.measureWithoutHybridCgroups(crun.run(bundle)));
        run.run(warmUp, rounds);
        System.out.println(run.table("run", KERNEL, "runc", "crun"));

        Comparison life = withKernel(bundle)
                .add("jrun cold", () -> meter.measure(jrun.createStartDelete(bundle)))
                .add("jrun warm", () -> meter.measureWarm(daemon, jrun.createStartDelete(bundle)))
                .add("runc", () -> meter.measure(runc.createStartDelete(bundle)))
                .add("crun", () -> meter.measureWithoutHybridCgroups(crun.createStartDelete(bundle)));
        life.run(warmUp, rounds);
        System.out.println(life.table("create + start + delete", KERNEL, "runc", "crun"));

        Comparison commands = new CommandCosts(meter, jrun, sleeping).comparison();
        commands.run(warmUp, rounds);
        System.out.println(commands.table("each command of jrun, cold", CommandCosts.BARE_JVM));

        for (String command : List.of("exec", "state", "kill")) {
            Comparison comparison = new LifeOfOne(meter, daemon, jrun, runc, crun, sleeping).comparison(command);
            comparison.run(warmUp, rounds);
            System.out.println(comparison.table(command, "runc", "crun"));
        }
        System.out.printf("%nThe daemon's resident memory at the end: %.1f MiB%n", daemon.memory() / 1024.0);
    }

    /** The compiler of a daemon that has just started has not seen its code often enough to make it fast. */
    private void warmUp(Daemon daemon, Contender jrun, Path bundle) {
        for (int i = 0; i < daemonWarmUp; i++) {
            meter.measureWarm(daemon, jrun.run(bundle));
            meter.measureWarm(daemon, jrun.createStartDelete(bundle));
        }
    }

    /** The version is one that old releases of crun accept, too. */
    private Path bundle(String name, String... args) {
        return new BundleBuilder(folder.resolve(name))
                .set("/ociVersion", "'1.0.2'")
                .set("/root/readonly", "true")
                .args(args)
                .write();
    }

    private Comparison withKernel(Path bundle) {
        List<String> floor = meter.floor(bundle.resolve("rootfs"));
        return new Comparison().add(KERNEL, () -> meter.measure(floor));
    }

    private static Path installed(String name) {
        return PROGRAM_FOLDERS.stream()
                .map(candidate -> candidate.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + ": apt-get install " + name));
    }

    private static int option(String[] args, String name, int otherwise) {
        for (int i = 0; i + 1 < args.length; i++) {
            if (args[i].equals(name)) {
                return Integer.parseInt(args[i + 1]);
            }
        }
        return otherwise;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
