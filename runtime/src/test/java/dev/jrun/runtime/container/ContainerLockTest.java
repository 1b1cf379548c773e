package dev.jrun.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.ffi.LocalExecutor;
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
