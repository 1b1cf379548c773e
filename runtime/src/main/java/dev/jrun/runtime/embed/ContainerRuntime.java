package dev.jrun.runtime.embed;

import dev.jrun.runtime.bootstrap.Caller;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.operation.CgroupDriver;
import dev.jrun.runtime.operation.Create;
import dev.jrun.runtime.operation.CreateOptions;
import dev.jrun.runtime.operation.CreateRequest;
import dev.jrun.runtime.operation.Engine;
import dev.jrun.runtime.operation.EngineMemory;
import dev.jrun.spec.Config;
import dev.jrun.spec.json.SpecWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Makes containers from this JVM. Safe for several threads; the calls on one {@link Container} wait for each other.
 *
 * <p>All methods of this package throw a {@link dev.jrun.runtime.failure.JrunException} whose message says what failed, on
 * which object and why; where a system call failed, it is a {@link dev.jrun.runtime.syscall.SyscallException} with the
 * call and its errno.
 *
 * <p>The JVM needs the privileges that the command {@code jrun} needs, and should be started with
 * {@code --enable-native-access=ALL-UNNAMED}: without it, a warning is printed.
 */
public final class ContainerRuntime implements AutoCloseable {
    private final LocalExecutor local = new LocalExecutor();
    private final EngineMemory memory = new EngineMemory();
    private final Set<Container> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final StateStore states;
    private final Consumer<String> warn;
    private final StubProgram program;

    private ContainerRuntime(Path root, Consumer<String> warn) {
        this.states = new StateStore(root, local);
        this.warn = warn;
        this.program = StubProgram.load(local);
    }

    /**
     * Opens a runtime.
     *
     * @param root the folder of the containers' state; it is made with the first container, and {@code jrun --root} sees
     *     the containers too
     */
    public static ContainerRuntime open(Path root) {
        return open(root, warning -> {});
    }

    /**
     * Opens a runtime that has something to tell.
     *
     * @param warn takes what the user should know of a call that went on, one line at a time
     */
    public static ContainerRuntime open(Path root, Consumer<String> warn) {
        return new ContainerRuntime(root, warn);
    }

    /**
     * Creates a container, as {@code jrun create} does: its process waits for {@link Container#start}.
     *
     * @param id letters, digits and {@code _ + - .}, at most 1024
     * @param bundle the folder of its config.json
     */
    public Container create(String id, Path bundle) {
        return create(id, bundle, Optional.empty());
    }

    /**
     * Creates a container of {@code config} in place of the bundle's config.json, which need not be there.
     *
     * @param bundle the folder that relative paths in {@code config} start from
     */
    public Container create(String id, Path bundle, Config config) {
        try {
            Path file = Files.createTempFile("jrun-config", ".json");
            try {
                Files.writeString(file, SpecWriter.toJson(config));
                return create(id, bundle, Optional.of(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Container create(String id, Path bundle, Optional<Path> config) {
        var options = new CreateOptions(config, Optional.empty(), 0, false, false, new CgroupDriver.Cgroupfs());
        return create(new CreateRequest(
                new ContainerId(id), bundle.toAbsolutePath().normalize(), Optional.empty(), Optional.empty(), options));
    }

    private Container create(CreateRequest request) {
        CallerStub caller = startStub();
        try {
            Engine engine = engine(caller);
            new Create(engine, states).run(request);
            var container = new Container(this, caller, engine, request.id());
            open.add(container);
            return container;
        } catch (RuntimeException failure) {
            caller.close();
            throw failure;
        }
    }

    CallerStub startStub() {
        if (closed.get()) {
            throw new ContainerStateException("this runtime was closed");
        }
        return CallerStub.start(local, program);
    }

    Engine engine(CallerStub caller) {
        Caller identity = caller.identity();
        return new Engine(local, caller.stub(), identity, identity.isRootless(), warn, System.getenv(), memory);
    }

    StateStore states() {
        return states;
    }

    void forget(Container container) {
        open.remove(container);
    }

    /** Deletes all containers that were created here, those that still run too; a second time it does nothing. */
    @Override
    public void close() {
        List.copyOf(open).forEach(Container::close);
        if (!closed.getAndSet(true)) {
            program.close();
        }
    }
}
