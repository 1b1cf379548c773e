package dev.jrun.runtime.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.spec.NamespaceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ContainerNamespacesTest {
    private static final int PIDFD = 9;

    private final ContainerNamespaces namespaces = new ContainerNamespaces(42);

    /** The outcome when each link has the text that {@code links} gives for its path; an empty one is missing. */
    private Outcome outcome(long pidfd, UnaryOperator<String> links) {
        List<Optional<Reply>> replies = new ArrayList<>();
        for (Step step : namespaces.plan().steps()) {
            replies.add(Optional.of(
                    switch (step.call()) {
                        case PidfdOpen _ -> new Reply(pidfd, List.of());
                        case Readlinkat(Fd _, String path) -> link(links.apply(path));
                        default -> throw new AssertionError("unexpected " + step.call());
                    }));
        }
        return new Outcome(namespaces.plan(), replies);
    }

    private static Reply link(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return text.isEmpty()
                ? new Reply(-Errno.ENOENT.number(), List.of(new byte[4096]))
                : new Reply(bytes.length, List.of(java.util.Arrays.copyOf(bytes, 4096)));
    }

    @Test
    void onlyThoseThatDifferAreJoined() {
        Outcome outcome = outcome(PIDFD, path -> switch (path) {
            case "/proc/42/ns/mnt" -> "mnt:[7]";
            case "/proc/42/ns/net" -> "net:[8]";
            case "/proc/42/ns/user" -> "user:[9]";
            default -> path.substring(path.lastIndexOf('/') + 1) + ":[1]";
        });

        assertThat(namespaces.pidfd(outcome)).contains(new Fd.Number(PIDFD));
        assertThat(namespaces.others(outcome))
                .containsExactlyInAnyOrder(NamespaceType.MOUNT, NamespaceType.NETWORK, NamespaceType.USER);
    }

    @Test
    void aTypeThatTheKernelDoesNotHaveIsNotJoined() {
        Outcome outcome = outcome(PIDFD, path -> path.endsWith("/time") ? "" : path);

        assertThat(namespaces.others(outcome)).isEqualTo(EnumSet.complementOf(EnumSet.of(NamespaceType.TIME)));
    }

    @Test
    void anInitThatHasEndedHasNoPidfd() {
        assertThat(namespaces.pidfd(outcome(-Errno.ESRCH.number(), path -> ""))).isEmpty();
    }

    @Test
    void allAreJoinedByOneCall() {
        assertThat(ContainerNamespaces.joinAll(Fd.of(PIDFD), Set.of(NamespaceType.MOUNT, NamespaceType.TIME))
                        .type())
                .containsExactlyInAnyOrder(CloneFlag.CLONE_NEWNS, CloneFlag.CLONE_NEWTIME);
        assertThat(namespaces.byPath(EnumSet.of(NamespaceType.MOUNT, NamespaceType.CGROUP)))
                .extracting(JoinedNamespace::path)
                .containsExactly("/proc/42/ns/mnt", "/proc/42/ns/cgroup");
    }
}
