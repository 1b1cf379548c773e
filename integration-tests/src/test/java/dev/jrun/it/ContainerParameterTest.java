package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.embed.Container;
import dev.jrun.runtime.embed.junit.FromBundle;
import dev.jrun.spec.Status;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Containers as parameters of tests, as any test class can have them. */
class ContainerParameterTest {
    private static Optional<Integer> last = Optional.empty();

    @Test
    void aContainerRunsForItsTest(@FromBundle("../bundles/hello") Container hello) {
        last = Optional.of(hello.pid());

        assertThat(hello.await()).isZero();
        assertThat(hello.out()).contains("Hello");
    }

    @Test
    void oneThatIsNotStartedWaits(@FromBundle(value = "../bundles/hello", started = false) Container hello) {
        assertThat(hello.status()).isEqualTo(Status.CREATED);
        assertThat(hello.out()).isEmpty();
    }

    @AfterAll
    static void theContainersAreGone() {
        assertThat(last).isPresent();
        assertThat(ProcessHandle.of(last.orElseThrow())).isEmpty();
    }
}
