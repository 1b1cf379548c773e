package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.bootstrap.CriuWorker;
import dev.jrun.runtime.criu.CriuLog;
import dev.jrun.runtime.criu.CriuReply;
import dev.jrun.runtime.criu.CriuRequest;
import dev.jrun.runtime.criu.ImageFds;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.JrunException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.SocketCall.ReceiveWithFd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A criu at work: the folders that it works in, the program, and the talk with it. */
final class CriuSession implements AutoCloseable {
    private static final String PATH = "PATH=";
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Engine engine;
    private final Path log;
    private final String program;
    private final CriuWorker worker;
    private final List<Fd.Number> folders;

    private CriuSession(Engine engine, Path log, String program, CriuWorker worker, List<Fd.Number> folders) {
        this.engine = engine;
        this.log = log;
        this.program = program;
        this.worker = worker;
        this.folders = folders;
    }

    /** What is told of the points that criu comes to. A failure of it is one of criu's. */
    interface Listener {
        /**
         * criu waits at a point.
         *
         * @param fd a descriptor of this JVM's that criu hands over, owned by the listener
         */
        void reached(CriuReply.Notification point, Optional<Fd.Number> fd);
    }

    /**
     * Prepares a criu.
     *
     * @param flags namespaces that it gets for itself
     * @param images a folder that is there, as {@code work} is
     */
    static CriuSession open(Engine engine, Set<CloneFlag> flags, Path images, Path work, String logFile) {
        String program = program(engine);
        CriuWorker worker = CriuWorker.clone(engine.local(), engine.main(), flags);
        try {
            List<Fd.Number> folders = List.of(worker.open(images), worker.open(work));
            return new CriuSession(engine, work.resolve(logFile), program, worker, folders);
        } catch (RuntimeException failure) {
            worker.close();
            throw failure;
        }
    }

    /** The process that will be criu. */
    Stub stub() {
        return worker.stub();
    }

    /** Makes a folder, which only its owner may enter, unless it is there. */
    static void makeFolder(Path path) {
        try {
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // Several checkpoints may go to one folder.
        } catch (IOException e) {
            throw new InvalidInputException("make the folder " + path + ": " + e);
        }
    }

    /** criu wants a root that is one on the host too. */
    static void requireRoot(Engine engine) {
        if (engine.caller().uid() != 0) {
            throw new UnsupportedFeatureException("criu needs root's privileges, which the caller with uid "
                    + engine.caller().uid() + " has not");
        }
    }

    ImageFds fds() {
        return new ImageFds(folders.getFirst().value(), folders.getLast().value());
    }

    /** The program on the caller's PATH; an {@link UnsupportedFeatureException} where there is none. */
    private static String program(Engine engine) {
        for (String folder : searchPath(engine).split(":")) {
            Path candidate = Path.of(folder).resolve("criu");
            if (candidate.isAbsolute() && Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        throw new UnsupportedFeatureException(
                "criu is not installed: no such program on the PATH " + searchPath(engine));
    }

    private static String searchPath(Engine engine) {
        for (String entry : engine.main().environment()) {
            if (entry.startsWith(PATH)) {
                return entry.substring(PATH.length());
            }
        }
        return DEFAULT_PATH;
    }

    /** The caller's environment, with a PATH: criu runs tar, ip and iptables. */
    private List<String> environment() {
        List<String> environment = new ArrayList<>(engine.main().environment());
        environment.removeIf(entry -> entry.startsWith(PATH));
        environment.add(PATH + searchPath(engine));
        return environment;
    }

    /**
     * Has criu serve the request; gives the pid of a restored init.
     *
     * @param kept descriptors of the process that criu gets
     */
    int serve(CriuRequest request, List<Fd.Number> kept, Listener listener) {
        List<Fd.Number> all = new ArrayList<>(folders);
        all.addAll(kept);
        worker.execute(program, environment(), all);
        worker.send(request.encode());
        Optional<JrunException> cause = Optional.empty();
        while (true) {
            ReceiveWithFd.Message message = worker.receive();
            if (message.bytes().length == 0) {
                throw cause.orElseGet(() -> failure());
            }
            switch (CriuReply.decode(message.bytes())) {
                case CriuReply.Done done -> {
                    return done.pid();
                }
                case CriuReply.Failed _ -> throw cause.orElseGet(() -> failure());
                case CriuReply.Notification point -> {
                    try {
                        listener.reached(point, message.fd());
                        worker.send(CriuRequest.acknowledge(true));
                    } catch (JrunException failure) {
                        cause = Optional.of(failure);
                        worker.send(CriuRequest.acknowledge(false));
                    }
                }
            }
        }
    }

    private JrunException failure() {
        String errors = CriuLog.errors(readLog());
        if (errors.isEmpty()) {
            errors = CriuLog.errors(worker.output());
        }
        String reason = errors.isEmpty() ? "" : ": " + errors;
        return new UnsupportedFeatureException("criu failed" + reason + " (all of it is in " + log + ")");
    }

    private String readLog() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
