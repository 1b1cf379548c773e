package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.bootstrap.Caller;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.JrunException;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.ffi.Spawner;
import dev.jrun.runtime.operation.CgroupDriver;
import dev.jrun.runtime.operation.Create;
import dev.jrun.runtime.operation.CreateOptions;
import dev.jrun.runtime.operation.CreateRequest;
import dev.jrun.runtime.operation.Delete;
import dev.jrun.runtime.operation.Engine;
import dev.jrun.runtime.operation.EngineMemory;
import dev.jrun.runtime.operation.Exec;
import dev.jrun.runtime.operation.ExecRequest;
import dev.jrun.runtime.operation.ExecSource;
import dev.jrun.runtime.operation.Pause;
import dev.jrun.runtime.operation.ResourceUpdate;
import dev.jrun.runtime.operation.Update;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.ProcessCall.Setns;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.runtime.testing.FaultInjectingExecutor;
import dev.jrun.runtime.testing.FaultInjector;
import dev.jrun.spec.json.SpecReader;
import dev.jrun.spec.resources.Resources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine in this JVM, with a real stub whose system calls are made to fail one after the other. What any of the
 * failures leaves on the machine is found by the leak check after the test.
 */
@BlackBoxTest
@Timeout(600)
@JrunOnly("the engine is called in-process")
class FailingCallTest {
    private static final String FORMER_LIMITS = "{\"memory\":{\"limit\":67108864},\"pids\":{\"limit\":50}}";

    private final LocalExecutor local = new LocalExecutor();

    /** Without cgroups the intermediate is cloned ahead of what the create asks the main stub for. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCreateInWhichOneCallFailsLeavesNothing(boolean cgroups, Jrun jrun, BundleBuilder bundle) {
        CgroupDriver driver = cgroups ? new CgroupDriver.Cgroupfs() : new CgroupDriver.Disabled();
        var options = new CreateOptions(Optional.empty(), Optional.empty(), 0, false, false, driver);
        Path folder = bundle.sleeping().write();
        int call = 0;
        while (failsWith(new FaultInjector(call, Errno.EIO), jrun, folder, options)) {
            call++;
        }
        // The default config takes some 300 calls; a run that came to an end after a few has tested nothing.
        assertThat(call).isGreaterThan(150);
    }

    @Test
    void anExecInWhichOneCallFailsLeavesNothing(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/process/oomScoreAdj", "100");
        try (Container container = jrun.start(bundle)) {
            int call = 0;
            while (execFailsWith(new FaultInjector(call, Errno.EIO), jrun, container)) {
                call++;
            }
            // It takes some 100 calls.
            assertThat(call).isGreaterThan(60);
            assertThat(container.status()).isEqualTo("running");
        }
    }

    @Test
    void aPauseInWhichOneCallFailsLetsAllGoOn(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            int call = 0;
            while (pauseFailsWith(new FaultInjector(call, Errno.EIO), jrun, container)) {
                call++;
            }
            assertThat(call).isGreaterThan(3);
        }
    }

    /** Pauses while one call fails; false when all stood still before it came to that call. */
    private boolean pauseFailsWith(FaultInjector injector, Jrun jrun, Container container) {
        var id = new ContainerId(container.id());
        var states = new StateStore(jrun.root(), local);
        try (Stub main = startStub().decorated(injector::around)) {
            try {
                new Pause(main, states).pause(id);
                assertThat(Freezers.isFrozen(container.init())).isTrue();
                new Pause(main.decorated(UnaryOperator.identity()), states).resume(id);
            } catch (JrunException expected) {
                assertThat(injector.failed()).as(expected.getMessage()).isPresent();
            }
        }
        assertThat(Freezers.isFrozen(container.init()))
                .as("frozen after %s failed", injector.failed())
                .isFalse();
        return injector.failed().isPresent();
    }

    @Test
    void anUpdateInWhichOneCallFailsChangesNothing(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/linux/resources", FORMER_LIMITS.replace('"', '\''));
        try (Container container = jrun.start(bundle)) {
            int call = 0;
            while (updateFailsWith(new FaultInjector(call, Errno.EIO), jrun, container)) {
                call++;
            }
            assertThat(call).isGreaterThan(10);
        }
    }

    /** Updates while one call fails; false when all was set before it came to that call. */
    private boolean updateFailsWith(FaultInjector injector, Jrun jrun, Container container) {
        boolean changed = true;
        try (Stub main = startStub().decorated(injector::around)) {
            update(main, jrun, container, "{\"memory\":{\"limit\":33554432},\"pids\":{\"limit\":60}}");
        } catch (JrunException expected) {
            assertThat(injector.failed()).as(expected.getMessage()).isPresent();
            changed = false;
        }
        assertThat(List.of(UpdateTest.memory(container), UpdateTest.pids(container)))
                .as("limits after %s failed", injector.failed())
                .isEqualTo(changed ? List.of("33554432", "60") : List.of("67108864", "50"));
        if (changed) {
            try (Stub main = startStub()) {
                update(main, jrun, container, FORMER_LIMITS);
            }
        }
        return injector.failed().isPresent();
    }

    private void update(Stub main, Jrun jrun, Container container, String resources) {
        var update = new ResourceUpdate(
                SpecReader.read(Resources.class, resources.getBytes(StandardCharsets.UTF_8)),
                Optional.empty(),
                Optional.empty());
        new Update(engine(main), new StateStore(jrun.root(), local)).run(new ContainerId(container.id()), update);
    }

    /** Adds a process while one call fails; false when its end was seen before it came to that call. */
    private boolean execFailsWith(FaultInjector injector, Jrun jrun, Container container) {
        Path pidFile = jrun.file("exec.pid");
        int exitCode = -1;
        try (Stub main = startStub().decorated(injector::around)) {
            exitCode = exec(main, jrun, container, Optional.of(pidFile), "sh", "-c", "exit 42");
        } catch (JrunException expected) {
            assertThat(injector.failed()).as(expected.getMessage()).isPresent();
        }
        awaitOnly(container);
        assertThat(exitCode == 42 || injector.failed().isPresent()).isTrue();
        return injector.failed().isPresent();
    }

    /** All but the container's init end, and are collected: a zombie would keep the pid namespace from its end. */
    private static void awaitOnly(Container container) {
        Await.until("the end of all processes but init", () -> {
            Subreaper.reapOrphans();
            return Subreaper.descendants().stream().allMatch(process -> process.pid() == container.pid());
        });
    }

    private int exec(Stub main, Jrun jrun, Container container, Optional<Path> pidFile, String... args) {
        var changes = ExecSource.Changes.of(List.of(args));
        var request = new ExecRequest(
                new ContainerId(container.id()),
                changes,
                false,
                pidFile,
                Optional.empty(),
                Optional.empty(),
                0,
                List.of(),
                false);
        return new Exec(engine(main), new StateStore(jrun.root(), new LocalExecutor())).run(request);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereAKernelCannotJoinAllNamespacesAtOnceTheyAreJoinedOneByOne(boolean user, Jrun jrun, BundleBuilder bundle) {
        if (user) {
            bundle.namespace("user");
            bundle.set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 65536}]")
                    .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 65536}]");
        }
        try (Container container = jrun.start(bundle.sleeping())) {
            AtomicInteger refused = new AtomicInteger();
            int exitCode;
            try (Stub main = startStub().decorated(executor -> withoutPidfds(executor, refused))) {
                exitCode = exec(
                        main,
                        jrun,
                        container,
                        Optional.empty(),
                        "sh",
                        "-c",
                        "test $(hostname) = jrun && test $(id -u) = 0 && test $(cat /proc/1/comm) = sleep && exit 42");
            }
            assertThat(exitCode).isEqualTo(42);
            assertThat(refused).hasValue(1);
            awaitOnly(container);
        }
    }

    /** As Linux 5.7: a setns(2) of several types at once is EINVAL. */
    private static SyscallExecutor withoutPidfds(SyscallExecutor executor, AtomicInteger refused) {
        return new FaultInjectingExecutor(
                executor,
                (call, ignored) -> {
                    boolean all = call instanceof Setns setns && setns.type().size() > 1;
                    refused.addAndGet(all ? 1 : 0);
                    return all;
                },
                Errno.EINVAL);
    }

    /** Creates a container while one call fails; false when the creation was through before it came to that call. */
    private boolean failsWith(FaultInjector injector, Jrun jrun, Path bundle, CreateOptions options) {
        var id = new ContainerId(Jrun.newId());
        var states = new StateStore(jrun.root(), new LocalExecutor());
        try (Stub main = startStub().decorated(injector::around)) {
            create(main, states, new CreateRequest(id, bundle, Optional.empty(), Optional.empty(), options), injector);
        }
        assertThat(states.find(id))
                .as("state after %s failed", injector.failed())
                .isEmpty();
        return injector.failed().isPresent();
    }

    private void create(Stub main, StateStore states, CreateRequest request, FaultInjector injector) {
        try {
            new Create(engine(main), states).run(request);
        } catch (JrunException expected) {
            assertThat(injector.failed()).as(expected.getMessage()).isPresent();
            return;
        }
        // Some calls may fail and are made again or done without: the creation is complete then.
        Stub sound = main.decorated(UnaryOperator.identity());
        new Delete(engine(sound), states).run(request.id(), true);
    }

    private Engine engine(Stub main) {
        return new Engine(local, main, new Caller(0, 0, false), false, warning -> {}, Map.of(), new EngineMemory());
    }

    private Stub startStub() {
        List<Fd> pair = local.call("make a channel", new Socketpair());
        try {
            List<String> argv = List.of("jrun-stub", "3");
            new Spawner(local).spawn(RuntimeUnderTest.binary(), argv, List.of(), Map.of(3, pair.getLast()));
            return Stub.connect(local, pair.getFirst(), "main stub");
        } finally {
            local.call("close the stub's end", new Close(pair.getLast()));
        }
    }
}
