package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Podman's pods: containers that join namespaces of another. */
@BlackBoxTest
@ParameterizedClass(name = "on {0}")
@EnumSource(ClientRuntime.class)
class PodmanPodTest extends PodmanCase {
    @Test
    void containersOfAPodShareItsNamespaces() {
        podman.podman("pod", "create", "--name=together", "--network=none", "--share=ipc,uts,net")
                .expectSuccess();
        podman.podman("run", "--detach", "--pod=together", "--name=one", Podman.IMAGE, "sleep", "1000")
                .expectSuccess();
        podman.podman("run", "--detach", "--pod=together", "--name=two", Podman.IMAGE, "sleep", "1000")
                .expectSuccess();

        assertThat(namespace("one", "ipc")).isEqualTo(namespace("two", "ipc"));
        assertThat(namespace("one", "uts")).isEqualTo(namespace("two", "uts"));
        assertThat(namespace("one", "pid")).isNotEqualTo(namespace("two", "pid"));
        podman.podman("pod", "rm", "--force", "--time=0", "together").expectSuccess();
    }

    @Test
    void aPodOfKubernetesIsPlayed() throws IOException {
        Path pod = Files.writeString(podman.folder().resolve("pod.yaml"), """
            apiVersion: v1
            kind: Pod
            metadata:
              name: played
            spec:
              containers:
              - name: greeter
                image: %s:latest
                command: ["/bin/sh", "-c", "echo hello; exec /bin/sleep 1000"]
            """.formatted(Podman.IMAGE));

        podman.podman("play", "kube", "--network=none", pod.toString()).expectSuccess();

        Await.until("the log", () -> podman.podman("logs", "played-greeter").out(), "hello\n"::equals);
        podman.podman("pod", "rm", "--force", "--time=0", "played").expectSuccess();
    }

    private static String namespace(String container, String kind) {
        return podman.podman("exec", container, "readlink", "/proc/1/ns/" + kind)
                .expectSuccess()
                .out();
    }
}
