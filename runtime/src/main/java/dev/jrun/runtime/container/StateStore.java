package dev.jrun.runtime.container;

import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The containers of one root folder.
 *
 * @param root absolute
 */
public record StateStore(Path root) {
    private static final String STATE_FILE = "state.json";
    private static final String CONFIG_FILE = "config.json";
    private static final String RESOURCES_FILE = "resources.json";
    private static final String NEW_RESOURCES_FILE = "resources.json.new";
    private static final String FILTER_FILE = "seccomp.bpf";
    private static final String NOTIFY_FOLDER = "notify";
    private static final String NEW_STATE_FILE = "state.json.new";
    private static final int STICKY_OWNER_ONLY = 01700;
    private static final FileAttribute<?> OWNER_ONLY_FOLDER = PosixFilePermissions.asFileAttribute(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
    private static final FileAttribute<?> OWNER_ONLY_FILE = PosixFilePermissions.asFileAttribute(
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    public StateStore {
        root = root.toAbsolutePath().normalize();
        if (root.getNameCount() == 0) {
            throw new InvalidInputException("--root: / can't hold the state of containers, name a folder of its own");
        }
    }

    /**
     * The folder that is used when the user names none. The root of a user namespace keeps that of the user who made
     * it, unless USER says that it means to be root there.
     *
     * @param rootless whether the user has no privileges on the machine
     */
    public static Path defaultRoot(int uid, boolean rootless, Map<String, String> environment) {
        String runtimeFolder = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        boolean isRoot = !rootless || environment.getOrDefault("USER", "").equals("root") || runtimeFolder.isEmpty();
        if (uid == 0 && isRoot) {
            return Path.of("/run/jrun");
        }
        if (runtimeFolder.isEmpty()) {
            throw new InvalidInputException("XDG_RUNTIME_DIR is not set: set it, or name a folder with --root");
        }
        return Path.of(runtimeFolder, "jrun");
    }

    /** The folder of a container, whether it is there or not. */
    public Path directory(ContainerId id) {
        return root.resolve(id.value());
    }

    /** Takes the id: makes its folder. */
    public void create(ContainerId id) {
        try {
            makeRoot();
            Files.createDirectory(directory(id), OWNER_ONLY_FOLDER);
        } catch (FileAlreadyExistsException e) {
            if (e.getFile().equals(directory(id).toString())) {
                throw new ContainerStateException("container with given ID already exists");
            }
            throw failure("make the folder", id, e);
        } catch (IOException e) {
            throw failure("make the folder", id, e);
        }
    }

    /** With the sticky bit, which keeps a folder in XDG_RUNTIME_DIR from being tidied away when it is old. */
    private void makeRoot() throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root, OWNER_ONLY_FOLDER);
            Files.setAttribute(root, "unix:mode", STICKY_OWNER_ONLY);
        }
    }

    /** The stored state; none when there is no such container. */
    public Optional<ContainerState> find(ContainerId id) {
        try {
            return Optional.of(read(id, FileContent.of(directory(id).resolve(STATE_FILE))));
        } catch (FileNotFoundException e) {
            return findWithReason(id);
        } catch (IOException e) {
            throw failure("read the state", id, e);
        }
    }

    /** Looks once more, in the slower way that tells why a file can't be opened. */
    private Optional<ContainerState> findWithReason(ContainerId id) {
        try {
            return Optional.of(read(id, Files.readAllBytes(directory(id).resolve(STATE_FILE))));
        } catch (NoSuchFileException e) {
            return halfMade(id);
        } catch (IOException e) {
            if (!Files.isDirectory(directory(id), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            throw failure("read the state", id, e);
        }
    }

    private static ContainerState read(ContainerId id, byte[] json) {
        try {
            return StateJson.read(id, json);
        } catch (IllegalArgumentException e) {
            throw new ContainerStateException("the state file of container " + id + " is damaged: " + e.getMessage());
        }
    }

    /** What a create leaves that was killed between making the folder and writing the first state. */
    private Optional<ContainerState> halfMade(ContainerId id) {
        try {
            Path directory = directory(id);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            int owner = (Integer) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            String made = Timestamp.of(Files.getLastModifiedTime(directory).toInstant());
            return Optional.of(
                    ContainerState.builder(id).created(made).owner(owner).build());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read the state", id, e);
        }
    }

    /** The stored state of a container that has to be there. */
    public ContainerState load(ContainerId id) {
        Optional<ContainerState> state = find(id);
        if (state.isEmpty()) {
            throw new ContainerStateException("container does not exist");
        }
        return state.get();
    }

    /** Replaces the stored state. The container's lock has to be held. */
    public void save(ContainerState state) {
        Path directory = directory(state.id());
        Path fresh = directory.resolve(NEW_STATE_FILE);
        try {
            write(fresh, StateJson.write(state).getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, directory.resolve(STATE_FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure("write the state", state.id(), e);
        }
    }

    /** Keeps the config that the container is created from: a later change of the bundle has no effect on it. */
    public void saveConfig(ContainerId id, byte[] json) {
        try {
            write(directory(id).resolve(CONFIG_FILE), json);
        } catch (IOException e) {
            throw failure("write the config", id, e);
        }
    }

    /** The config that the container was created from. */
    public byte[] config(ContainerId id) {
        try {
            return FileContent.of(directory(id).resolve(CONFIG_FILE));
        } catch (IOException e) {
            throw failure("read the config", id, e);
        }
    }

    /** Keeps the limits that an update has left. The container's lock has to be held. */
    public void saveResources(ContainerId id, byte[] json) {
        Path directory = directory(id);
        Path fresh = directory.resolve(NEW_RESOURCES_FILE);
        try {
            write(fresh, json);
            Files.move(fresh, directory.resolve(RESOURCES_FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure("write the limits", id, e);
        }
    }

    /** The limits that the last update has left; none before the first. */
    public Optional<byte[]> resources(ContainerId id) {
        try {
            return Optional.of(Files.readAllBytes(directory(id).resolve(RESOURCES_FILE)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read the limits", id, e);
        }
    }

    /** Keeps the compiled seccomp filter that start will load. */
    public void saveFilter(ContainerId id, byte[] filter) {
        try {
            write(directory(id).resolve(FILTER_FILE), filter);
        } catch (IOException e) {
            throw failure("write the seccomp filter", id, e);
        }
    }

    /** The compiled seccomp filter of a container that has one. */
    public byte[] filter(ContainerId id) {
        try {
            return FileContent.of(directory(id).resolve(FILTER_FILE));
        } catch (IOException e) {
            throw failure("read the seccomp filter", id, e);
        }
    }

    /** Where the container finds the socket on which it says that it is ready; not there before it was made. */
    public Path notifyFolder(ContainerId id) {
        return directory(id).resolve(NOTIFY_FOLDER);
    }

    /** Makes that folder. Its users are the container's, who can't get at what lies around it. */
    public void makeNotifyFolder(ContainerId id) {
        try {
            Files.createDirectory(notifyFolder(id));
            Files.setPosixFilePermissions(notifyFolder(id), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw failure("make the folder of the notify socket", id, e);
        }
    }

    private static void write(Path path, byte[] content) throws IOException {
        Set<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try (SeekableByteChannel file = Files.newByteChannel(path, options, OWNER_ONLY_FILE)) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    /** Frees the id: removes its folder with all that is in it. No failure when it is gone already. */
    public void remove(ContainerId id) {
        try {
            remove(directory(id));
        } catch (IOException e) {
            throw failure("remove the state", id, e);
        }
    }

    private static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    remove(entry);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    /** The ids of all containers, in order; one of them may go away at any moment. */
    public List<ContainerId> ids() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new InvalidInputException("list the containers in " + root + ": " + reason(e));
        }
        names.sort(null);
        List<ContainerId> ids = new ArrayList<>();
        for (String name : names) {
            if (ContainerId.isValid(name)) {
                ids.add(new ContainerId(name));
            }
        }
        return ids;
    }

    /** The stored states of all containers, by id. */
    public List<ContainerState> list() {
        List<ContainerState> states = new ArrayList<>();
        for (ContainerId id : ids()) {
            Optional<ContainerState> state = find(id);
            if (state.isPresent()) {
                states.add(state.get());
            }
        }
        return states;
    }

    /** Waits until no other process or thread changes the container, and keeps them waiting until the lock is closed. */
    public ContainerLock lock(ContainerId id) {
        return ContainerLock.of(id, directory(id));
    }

    private ContainerStateException failure(String what, ContainerId id, IOException cause) {
        return new ContainerStateException(what + " of container " + id + " in " + root + ": " + reason(cause));
    }

    private static String reason(IOException cause) {
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }
}
