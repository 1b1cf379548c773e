package dev.jrun.it;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Tests that drive Podman: on jrun, and on another runtime that has to pass the same assertions. */
abstract class PodmanCase {
    @SuppressWarnings("NullAway.Init") // set before the tests of each runtime
    static Podman podman;

    @Parameter
    @SuppressWarnings({"NullAway.Init", "unused"}) // for JUnit to name the tests by
    private ClientRuntime runtime;

    @BeforeParameterizedClassInvocation
    static void startPodman(ClientRuntime runtime) throws IOException {
        podman = Podman.start(runtime);
    }

    ClientRuntime runtime() {
        return runtime;
    }

    /** What a test that failed has left would make others fail. */
    @AfterEach
    void removeContainers() {
        podman.podman("pod", "rm", "--all", "--force", "--time=0");
        podman.podman("rm", "--all", "--force", "--time=0");
    }

    @AfterParameterizedClassInvocation
    static void stopPodman() throws IOException {
        podman.close();
    }
}
