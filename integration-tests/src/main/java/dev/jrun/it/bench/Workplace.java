package dev.jrun.it.bench;

import dev.jrun.it.Await;
import dev.jrun.it.MountInfo;
import dev.jrun.it.ProcFacts;
import dev.jrun.it.Subreaper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The benchmark's folders: one with the programs and the bundles, and one with the state of each runtime, which is in
 * memory, as it is on a machine whose /run is. Closing it leaves nothing on the machine, and it closes itself when the JVM
 * is told to end.
 */
final class Workplace implements AutoCloseable {
    /** Commands that are being ended need milliseconds; a created container stays, and is deleted. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What every Linux keeps in memory, as it does /run. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final String KEEPER = "keeper";
    private static final Set<String> CGROUPS = Set.of("cgroup", "cgroup2");

    private final Path folder;
    private final Path states;
    private final Meter meter;
    private final Contenders contenders;
    private boolean closed;

    private Workplace(Path folder, Path states) {
        this.folder = folder;
        this.states = states;
        this.meter = new Meter(folder);
        this.contenders = Contenders.in(states, meter);
    }

    static Workplace make() {
        Subreaper.adoptOrphans();
        try {
            Path folder = Files.createTempDirectory("jrun-bench-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return in(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Workplace in(Path folder) throws IOException {
        try {
            return in(folder, Files.createTempDirectory(MEMORY, "jrun-bench-"));
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    private static Workplace in(Path folder, Path states) {
        try {
            Workplace workplace = new Workplace(folder, states);
            Runtime.getRuntime().addShutdownHook(new Thread(workplace::interrupt));
            return workplace;
        } catch (RuntimeException e) {
            delete(states);
            throw e;
        }
    }

    Path folder() {
        return folder;
    }

    Meter meter() {
        return meter;
    }

    Contenders contenders() {
        return contenders;
    }

    /**
     * Has each runtime make a container that stays to the end, and with it the cgroup for all others. jrun would remove that with
     * the only one in it, and make it anew for the next.
     */
    void makeCgroups(Path sleeping) {
        for (Contender contender : contenders.runtimes()) {
            contender.measure(
                    contender.createAndStart(contender.bundlesLike(sleeping).one(KEEPER), KEEPER));
        }
    }

    /** Deletes all containers of a contender but the one that stays, several at a time. */
    synchronized void removeAll(Contender contender) {
        containers(contender.root()).parallelStream().forEach(id -> removeIfPossible(contender, id));
        Subreaper.reapOrphans();
        List<String> left = containers(contender.root());
        if (!left.isEmpty()) {
            throw new IllegalStateException("left by %s in %s: %s".formatted(contender.name(), contender.root(), left));
        }
    }

    /** One that can't be deleted has said why, and must not keep the others. */
    private static void removeIfPossible(Contender contender, String id) {
        try {
            contender.remove(id);
        } catch (IllegalStateException e) {
            // It is found again, and reported, when all the others are gone.
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Contender contender : contenders.runtimes()) {
            removeAll(contender);
            removeIfPossible(contender, KEEPER);
        }
        Subreaper.reapOrphans();
        removeCgroups();
        delete(folder);
        delete(states);
    }

    /** Called while the benchmark may be at anything: it is brought to a halt before its containers are looked for. */
    private void interrupt() {
        meter.stop();
        synchronized (this) {
            if (!closed) {
                Await.within(
                        PATIENCE, () -> ProcessHandle.current().descendants().noneMatch(this::isCommand));
                close();
            }
        }
    }

    private boolean isCommand(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> contenders.runtimes().stream()
                        .anyMatch(
                                contender -> command.equals(contender.program().toString())))
                .isPresent();
    }

    /** The names that don't begin as a container's can are of the runtime's own files. */
    private static List<String> containers(Path root) {
        if (Files.notExists(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("@") && !name.equals(KEEPER))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runtimes leave what they have made above a container's own cgroup. */
    private void removeCgroups() {
        for (MountInfo mount : ProcFacts.self().mounts()) {
            if (CGROUPS.contains(mount.type())) {
                removeCgroups(Path.of(mount.point()));
            }
        }
    }

    private void removeCgroups(Path hierarchy) {
        try (Stream<Path> cgroups = Files.list(hierarchy)) {
            String ours = states.getFileName().toString();
            for (Path cgroup : cgroups.filter(
                            path -> path.getFileName().toString().startsWith(ours))
                    .toList()) {
                Files.delete(cgroup);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
