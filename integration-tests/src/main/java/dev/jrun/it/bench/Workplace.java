package dev.jrun.it.bench;

import dev.jrun.it.Await;
import dev.jrun.it.Subreaper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The benchmark's folder, with the programs, the bundles and the state of each runtime. Closing it leaves nothing on the
 * machine, and it closes itself when the JVM is told to end.
 */
final class Workplace implements AutoCloseable {
    /** Commands that are being ended need milliseconds; a created container stays, and is deleted. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path folder;
    private final Meter meter;
    private final Contenders contenders;
    private boolean closed;

    private Workplace(Path folder) {
        this.folder = folder;
        this.meter = new Meter(folder);
        this.contenders = Contenders.in(folder, meter);
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

    private static Workplace in(Path folder) {
        try {
            Workplace workplace = new Workplace(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(workplace::interrupt));
            return workplace;
        } catch (RuntimeException e) {
            delete(folder);
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

    /** Deletes all containers of a contender, several at a time. */
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
        contenders.runtimes().forEach(this::removeAll);
        delete(folder);
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
                    .filter(name -> !name.startsWith("@"))
                    .toList();
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
