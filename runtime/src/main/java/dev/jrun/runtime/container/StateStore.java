package dev.jrun.runtime.container;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Mkdirat;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Renameat;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The containers of one root folder.
 *
 * @param root absolute
 * @param local runs calls in this JVM
 */
public record StateStore(Path root, SyscallExecutor local) {
    private static final String TAKEN = "container with given ID already exists";
    private static final String NOT_THERE = "container does not exist";
    private static final String STATE_FILE = "state.json";
    private static final String CONFIG_FILE = "config.json";
    private static final String RESOURCES_FILE = "resources.json";
    private static final String FILTER_FILE = "seccomp.bpf";
    private static final String NOTIFY_FOLDER = "notify";
    /** The socket in a container's folder on which its init waits for start. */
    public static final String START_SOCKET = "start.sock";

    /** What most containers have in their folders, and nothing else. */
    private static final List<String> USUAL = List.of(STATE_FILE, CONFIG_FILE, FILTER_FILE, START_SOCKET);

    private static final int STICKY_OWNER_ONLY = 01700;
    private static final int OWNER_ONLY_FOLDER = 0700;
    private static final int OWNER_ONLY_FILE = 0600;

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

    /** Takes the id: makes its folder and gives the lock. */
    public ContainerLock take(ContainerId id) {
        create(id);
        ContainerLock lock = lockIfThere(id)
                .orElseThrow(() -> new ContainerStateException("another jrun has deleted it while it was created"));
        // Before it was locked it may have been deleted by force, and the id taken by another create.
        if (hasState(id)) {
            lock.close();
            throw new ContainerStateException(TAKEN);
        }
        return lock;
    }

    private boolean hasState(ContainerId id) {
        var plan = new Plan();
        var look = new Statx(Fd.CWD, path(id, STATE_FILE), Set.of());
        Slot state = plan.attempt(what("look for a state", id), look, Set.of(Errno.ENOENT));
        return local.run(plan).failure(state).isEmpty();
    }

    /** Makes the folder of a container, which nobody has a right to yet. */
    void create(ContainerId id) {
        if (makeFolder(id, Set.of(Errno.EEXIST, Errno.ENOENT))) {
            makeRoot(what("make the folder", id));
            makeFolder(id, Set.of(Errno.EEXIST));
        }
    }

    /** Makes the folder of a container; true when what is missing is the folder around it. */
    private boolean makeFolder(ContainerId id, Set<Errno> tolerated) {
        var plan = new Plan();
        var make = new Mkdirat(Fd.CWD, directory(id).toString(), OWNER_ONLY_FOLDER);
        Slot made = plan.attempt(what("make the folder", id), make, tolerated);
        Optional<Errno> failure = local.run(plan).failure(made);
        if (failure.isPresent() && failure.get().equals(Errno.EEXIST)) {
            throw new ContainerStateException(TAKEN);
        }
        return failure.isPresent();
    }

    /** With the sticky bit, which keeps a folder in XDG_RUNTIME_DIR from being tidied away when it is old. */
    private void makeRoot(String intent) {
        for (int i = 1; i <= root.getNameCount(); i++) {
            boolean last = i == root.getNameCount();
            var make = new Mkdirat(Fd.CWD, "/" + root.subpath(0, i), last ? STICKY_OWNER_ONLY : OWNER_ONLY_FOLDER);
            var plan = new Plan();
            // EROFS and EACCES: there is such a folder, in one that may not be written to.
            plan.attempt(intent, make, last ? Set.of(Errno.EEXIST) : Set.of(Errno.EEXIST, Errno.EROFS, Errno.EACCES));
            local.run(plan);
        }
    }

    /** The stored state; none when there is no such container. */
    public Optional<ContainerState> find(ContainerId id) {
        try {
            return Optional.of(read(id, FileContent.of(path(id, STATE_FILE))));
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
            throw new ContainerStateException(NOT_THERE);
        }
        return state.get();
    }

    /** Replaces the stored state. The container's lock has to be held. */
    public void save(ContainerState state) {
        byte[] json = StateJson.write(state).getBytes(StandardCharsets.UTF_8);
        replace(what("write the state", state.id()), directory(state.id()), STATE_FILE, json);
    }

    /** Keeps the config that the container is created from: a later change of the bundle has no effect on it. */
    public void saveConfig(ContainerId id, byte[] json) {
        write(what("write the config", id), path(id, CONFIG_FILE), json);
    }

    /** The config that the container was created from. */
    public byte[] config(ContainerId id) {
        return writtenConfig(id)
                .orElseThrow(() -> failure("read the config", id, new FileNotFoundException("it is not there")));
    }

    /** As above; nothing where a create has died before it had written it. */
    public Optional<byte[]> writtenConfig(ContainerId id) {
        try {
            return Optional.of(FileContent.of(path(id, CONFIG_FILE))).filter(json -> json.length > 0);
        } catch (IOException e) {
            if (Files.exists(Path.of(path(id, CONFIG_FILE)))) {
                throw failure("read the config", id, e);
            }
            return Optional.empty();
        }
    }

    /** Keeps the limits that an update has left. The container's lock has to be held. */
    public void saveResources(ContainerId id, byte[] json) {
        replace(what("write the limits", id), directory(id), RESOURCES_FILE, json);
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
        write(what("write the seccomp filter", id), path(id, FILTER_FILE), filter);
    }

    /** The compiled seccomp filter of a container that has one. */
    public byte[] filter(ContainerId id) {
        try {
            return FileContent.of(path(id, FILTER_FILE));
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

    private void replace(String intent, Path directory, String name, byte[] content) {
        String written = directory.resolve(name + ".new").toString();
        write(intent, written, content);
        local.call(
                intent,
                new Renameat(Fd.CWD, written, Fd.CWD, directory.resolve(name).toString()));
    }

    private void write(String intent, String path, byte[] content) {
        var flags = Set.of(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_TRUNC);
        var plan = new Plan();
        Slot file = plan.call(intent, new Openat(Fd.CWD, path, flags, OWNER_ONLY_FILE));
        Slot written = plan.call(intent, new Write(file, content));
        plan.call(intent, new Close(file));
        if (local.run(plan).value(written) != content.length) {
            throw new ContainerStateException(intent + ": no space left on device");
        }
    }

    /** Frees the id: removes its folder with all that is in it. No failure when it is gone already. */
    public void remove(ContainerId id) {
        new FolderRemoval(local, what("remove the state", id)).remove(directory(id), USUAL);
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
        return lockIfThere(id).orElseThrow(() -> new ContainerStateException(NOT_THERE));
    }

    /** As above; nothing when there is no such container, or none any more once it is this one's turn. */
    public Optional<ContainerLock> lockIfThere(ContainerId id) {
        return ContainerLock.of(local, id, directory(id));
    }

    private String path(ContainerId id, String file) {
        return root + "/" + id.value() + "/" + file;
    }

    private String what(String what, ContainerId id) {
        return what + " of container " + id + " in " + root;
    }

    private ContainerStateException failure(String what, ContainerId id, IOException cause) {
        return new ContainerStateException(what(what, id) + ": " + reason(cause));
    }

    private static String reason(IOException cause) {
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }
}
