package dev.jrun.runtime.container;

import dev.jrun.runtime.failure.ContainerStateException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to change one container. The kernel takes it back when its holder dies. It may be closed after the
 * container's folder was removed.
 */
public final class ContainerLock implements AutoCloseable {
    private static final String LOCK_FILE = "lock";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /**
     * The lock files that this process has open. The kernel's locks are those of a process: a second thread that opens
     * and closes the file would lose the first one's lock.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel file;

    private ContainerLock(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    static ContainerLock of(ContainerId id, Path directory) {
        Path path = directory.resolve(LOCK_FILE);
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            while (System.nanoTime() - end < 0) {
                Optional<ContainerLock> lock = tryLock(path);
                if (lock.isPresent()) {
                    return lock.get();
                }
                Thread.sleep(1);
            }
            throw new ContainerStateException("container " + id + " has been changed by another jrun for "
                    + LIMIT.toSeconds() + " seconds: try again later");
        } catch (NoSuchFileException e) {
            throw new ContainerStateException("container does not exist");
        } catch (IOException e) {
            throw new ContainerStateException("lock container " + id + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerStateException("lock container " + id + ": interrupted");
        }
    }

    private static Optional<ContainerLock> tryLock(Path path) throws IOException {
        if (!OPEN.add(path)) {
            return Optional.empty();
        }
        Optional<ContainerLock> lock = Optional.empty();
        try {
            lock = tryFileLock(path);
        } finally {
            if (lock.isEmpty()) {
                OPEN.remove(path);
            }
        }
        return lock;
    }

    private static Optional<ContainerLock> tryFileLock(Path path) throws IOException {
        makeFile(path);
        Object before = identity(path);
        FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            // The folder may have been removed and made anew since the file was opened: then the lock means nothing.
            locked = file.tryLock() != null && identity(path).equals(before);
        } finally {
            if (!locked) {
                file.close();
            }
        }
        return locked ? Optional.of(new ContainerLock(path, file)) : Optional.empty();
    }

    private static void makeFile(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // As it should be: only the first to lock a container makes it.
        }
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new ContainerStateException("unlock " + path + ": " + e);
        } finally {
            OPEN.remove(path);
        }
    }
}
