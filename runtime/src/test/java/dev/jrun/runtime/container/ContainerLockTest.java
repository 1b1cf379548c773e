package dev.jrun.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.FileCall.Mkdirat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ContainerLockTest {
    private static final ContainerId WEB1 = new ContainerId("web1");

    @TempDir
    private Path root;

    @Test
    void oneAtATime() throws Exception {
        var store = new StateStore(root, new LocalExecutor());
        store.create(WEB1);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        CompletableFuture<?>[] threads = new CompletableFuture<?>[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = CompletableFuture.runAsync(() -> {
                for (int turn = 0; turn < 50; turn++) {
                    try (ContainerLock lock = store.lock(WEB1)) {
                        assertThat(lock).isNotNull();
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                    }
                }
            });
        }
        CompletableFuture.allOf(threads).get(50, TimeUnit.SECONDS);

        assertThat(most).hasValue(1);
    }

    @Test
    void anotherProcessIsKeptOut() throws Exception {
        var store = new StateStore(root, new LocalExecutor());
        store.create(WEB1);
        String[] look = {
            "python3",
            "-c",
            "import fcntl,os,sys\ntry: fcntl.flock(os.open(sys.argv[1],os.O_RDONLY),fcntl.LOCK_EX|fcntl.LOCK_NB)\n"
                    + "except BlockingIOError: sys.exit(3)",
            store.directory(WEB1).toString()
        };

        try (ContainerLock lock = store.lock(WEB1)) {
            assertThat(lock).isNotNull();
            assertThat(new ProcessBuilder(look).inheritIO().start().waitFor()).isEqualTo(3);
        }
        assertThat(new ProcessBuilder(look).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void anIdThatWasDeletedAndTakenBeforeItCouldBeLockedIsAnothers() {
        var local = new LocalExecutor();
        var store = new StateStore(root, local);
        ContainerState other = Containers.running(new InitProcess(1234, 1));
        var slow = new StateStore(root, new Interrupted(local, () -> {
            store.remove(WEB1);
            store.create(WEB1);
            store.save(other);
        }));

        assertThatThrownBy(() -> slow.take(WEB1)).hasMessage("container with given ID already exists");

        assertThat(store.load(WEB1)).isEqualTo(other);
        store.lock(WEB1).close();
    }

    @Test
    void anIdThatWasDeletedBeforeItCouldBeLockedIsNotTaken() {
        var local = new LocalExecutor();
        var store = new StateStore(root, local);
        var slow = new StateStore(root, new Interrupted(local, () -> store.remove(WEB1)));

        assertThatThrownBy(() -> slow.take(WEB1)).hasMessage("another jrun has deleted it while it was created");

        store.take(WEB1).close();
    }

    /** Has others do something each time between the making of a folder and what comes next. */
    private record Interrupted(LocalExecutor local, Runnable others) implements SyscallExecutor {
        @Override
        public String where() {
            return local.where();
        }

        @Override
        public Outcome run(Plan plan) {
            Outcome outcome = local.run(plan);
            if (plan.steps().getFirst().call() instanceof Mkdirat) {
                others.run();
            }
            return outcome;
        }
    }

    @Test
    void itMayBeClosedWhenTheContainerIsGone() {
        var store = new StateStore(root, new LocalExecutor());
        store.create(WEB1);
        try (ContainerLock lock = store.lock(WEB1)) {
            assertThat(lock).isNotNull();
            store.remove(WEB1);
        }
        assertThatThrownBy(() -> store.lock(WEB1)).hasMessage("container does not exist");
        assertThat(store.lockIfThere(WEB1)).isEmpty();
    }
}
