package dev.jrun.runtime.operation;

import static java.util.Objects.requireNonNull;

import dev.jrun.runtime.container.FileContent;
import dev.jrun.runtime.seccomp.BpfProgram;
import dev.jrun.runtime.seccomp.ProgramCache;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Compiled filters on disk, below the folder of the containers. Nothing is believed that another user could have
 * written: each folder down from that one, and the file, has to be the caller's and writable to nobody else.
 *
 * <p>A file is named by a checksum of its key and holds the whole key, which is compared: two keys with one checksum
 * take turns, they are never mixed up. A file that was cut or damaged is as good as none. So is a folder that can't be
 * written: a cache is not worth an error.
 */
final class FilterFolder implements ProgramCache {
    /** No container has this name: {@code @} is not allowed in one. */
    private static final String NAME = "@cache";

    private static final int MAGIC = 0x6a72_6601;
    private static final int WRITABLE_TO_OTHERS = 0022;
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_ONLY_FILE = PosixFilePermissions.asFileAttribute(
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private final Path root;
    private final Path cache;
    private final Path folder;
    private final int uid;

    /** The cache below {@code root}, for the user {@code uid}. */
    FilterFolder(Path root, int uid) {
        this.root = root;
        this.cache = root.resolve(NAME);
        this.folder = cache.resolve("seccomp");
        this.uid = uid;
    }

    @Override
    public Optional<BpfProgram> find(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        Path file = file(bytes);
        try {
            if (!isTrusted() || !isOwn(file)) {
                return Optional.empty();
            }
            return decode(FileContent.of(file.toString()), bytes);
        } catch (IOException | IllegalArgumentException missingOrDamaged) {
            return Optional.empty();
        }
    }

    @Override
    public void keep(String key, BpfProgram program) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(root, OWNER_ONLY_FOLDER);
            make(cache);
            make(folder);
            if (isTrusted()) {
                write(file(bytes), encode(bytes, program));
            }
        } catch (IOException e) {
            // The next create compiles again.
        }
    }

    private static void make(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, OWNER_ONLY_FOLDER);
        } catch (FileAlreadyExistsException e) {
            // By an earlier create, or by another user: that is found out before it is used.
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        Path fresh = folder.resolve(file.getFileName() + "."
                + ProcessHandle.current().pid() + "." + Thread.currentThread().threadId() + ".new");
        Set<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try (SeekableByteChannel channel = Files.newByteChannel(fresh, options, OWNER_ONLY_FILE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean isTrusted() throws IOException {
        return isOwn(root) && isOwn(cache) && isOwn(folder);
    }

    private boolean isOwn(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) requireNonNull(attributes.get("mode"));
        int owner = (Integer) requireNonNull(attributes.get("uid"));
        boolean link = (mode & 0170000) == 0120000;
        return !link && owner == uid && (mode & WRITABLE_TO_OTHERS) == 0;
    }

    private Path file(byte[] key) {
        return folder.resolve(Integer.toHexString((int) checksum(key, 0)) + "-" + key.length);
    }

    private static long checksum(byte[] bytes, int from) {
        var checksum = new CRC32C();
        checksum.update(bytes, from, bytes.length - from);
        return checksum.getValue();
    }

    /** Magic number and checksum of the rest; then the key, its length first, and the program. */
    static byte[] encode(byte[] key, BpfProgram program) {
        byte[] content = program.toBytes();
        ByteBuffer bytes = ByteBuffer.allocate(12 + key.length + content.length);
        bytes.putInt(MAGIC).putInt(0).putInt(key.length).put(key).put(content);
        bytes.putInt(4, (int) checksum(bytes.array(), 8));
        return bytes.array();
    }

    /** Nothing where the file is damaged or is that of another key. */
    static Optional<BpfProgram> decode(byte[] file, byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int content = 12 + key.length;
        if (file.length <= content
                || bytes.getInt(0) != MAGIC
                || bytes.getInt(4) != (int) checksum(file, 8)
                || bytes.getInt(8) != key.length
                || !Arrays.equals(file, 12, content, key, 0, key.length)) {
            return Optional.empty();
        }
        return Optional.of(BpfProgram.parse(Arrays.copyOfRange(file, content, file.length)));
    }
}
