package dev.jrun.runtime.rootfs;

import static dev.jrun.runtime.rootfs.Container.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.RecordingExecutor;
import dev.jrun.spec.IdMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceOpeningTest {
    private static final String USER_NAMESPACE = "\"namespaces\": [{\"type\": \"mount\"}, {\"type\": \"user\"}]";
    private static final String MAPPINGS = "\"uidMappings\": [{\"containerID\": 0, \"hostID\": 1000, \"size\": 10}],"
            + "\"gidMappings\": [{\"containerID\": 0, \"hostID\": 2000, \"size\": 10}]";
    private static final IdMap OWN =
            new IdMap(false, List.of(new IdMapping(0L, 1000L, 10L)), List.of(new IdMapping(0L, 2000L, 10L)));
    private static final IdMap CONTAINERS = new IdMap(false, List.of(), List.of());

    private final FakeKernel kernel = Container.host();

    @BeforeEach
    void addTheDevicesThatAreBoundInAUserNamespace() {
        for (DeviceNode node : DeviceNode.all(List.of())) {
            kernel.files().device(node.path().toString(), node.type(), (int) node.major(), (int) node.minor());
        }
    }

    @Test
    void leavesTheSourcesOfAContainerWithoutAUserNamespaceToItsInit() {
        kernel.files().directory("/srv/x");
        Rootfs rootfs =
                Container.mounting(mount("/a", "bind", "/srv/x", "bind")).rootfs();

        assertThat(rootfs.sources(true).isEmpty()).isTrue();
    }

    @Test
    void opensAllSourcesOfAContainerInAUserNamespace() {
        kernel.files().directory("/srv/x").file("/srv/file", "text");
        Container container = Container.mounting(
                        mount("/a", "bind", "/srv/x", "bind"), mount("/b", "bind", "/srv/file", "bind"))
                .namespaces(USER_NAMESPACE);

        Map<Integer, Fd.Number> sources = open(container, Map.of());
        assertThat(sources).containsOnlyKeys(1, 2);

        var recording = RecordingExecutor.of(kernel);
        container.prepareOn(recording, new OpenSources(Optional.empty(), sources));
        assertThat(kernel.mounts().at("/bundle/rootfs/a")).isPresent();
        assertThat(kernel.files().text("/bundle/rootfs/b")).isEqualTo("text");
        assertThat(recording.lines()).noneMatch(line -> line.contains("/srv/"));
    }

    @Test
    void leavesTheSourcesToInitWithoutPrivileges() {
        Rootfs rootfs = Container.mounting(mount("/a", "bind", "/srv/x", "bind"))
                .namespaces(USER_NAMESPACE)
                .rootfs();

        assertThat(rootfs.sources(false).isEmpty()).isTrue();
    }

    @Test
    void mapsTheOwnersBeforeTheMountIsAttached() {
        kernel.files().directory("/srv/x");
        Container container = Container.mounting(mapped("/a", MAPPINGS, "bind"), mapped("/b", MAPPINGS, "rbind"));
        assertThat(container.rootfs().sources(true).maps()).containsExactly(OWN);

        container.prepareOn(
                kernel, new OpenSources(Optional.empty(), open(container, Map.of(OWN, "/run/user-namespace"))));

        assertThat(kernel.mounts().at("/bundle/rootfs/a").orElseThrow().owners())
                .contains("/run/user-namespace");
        assertThat(kernel.mounts().at("/bundle/rootfs/b").orElseThrow().owners())
                .contains("/run/user-namespace");
    }

    @Test
    void mapsTheMountsBelowOnlyWhenAsked() {
        kernel.files().directory("/srv/x").directory("/srv/x/sub");
        kernel.mounts().mount("tmpfs", "/srv/x/sub");
        Container container = Container.mounting(
                        mount("/flat", "bind", "/srv/x", "rbind", "idmap"),
                        mount("/deep", "bind", "/srv/x", "rbind", "ridmap"))
                .namespaces(USER_NAMESPACE);
        assertThat(container.rootfs().sources(true).maps()).containsExactly(CONTAINERS);

        container.prepareOn(
                kernel, new OpenSources(Optional.empty(), open(container, Map.of(CONTAINERS, "/run/init"))));

        assertThat(kernel.mounts().at("/bundle/rootfs/flat/sub").orElseThrow().owners())
                .isEmpty();
        assertThat(kernel.mounts().at("/bundle/rootfs/deep/sub").orElseThrow().owners())
                .contains("/run/init");
    }

    @Test
    void refusesAMissingSource() {
        Container container =
                Container.mounting(mount("/a", "bind", "/srv/x", "bind")).namespaces(USER_NAMESPACE);

        assertThatThrownBy(() -> open(container, Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("mount /a (bind of /srv/x): no such file or directory on the host: /srv/x");
    }

    @Test
    void saysWhatAFileSystemThatCannotBeMappedLacks() {
        kernel.files().directory("/srv/x");
        kernel.answering(MountCall.IdmapMount.class, call -> Reply.of(-Errno.EINVAL.number()));
        Container container = Container.mounting(mapped("/a", MAPPINGS, "bind"));

        assertThatThrownBy(() -> open(container, Map.of(OWN, "/run/ns")))
                .isInstanceOf(SyscallException.class)
                .hasMessageContaining("the file system must support id-mapped mounts");
    }

    @Test
    void refusesMappingsWithoutPrivileges() {
        Rootfs rootfs = Container.mounting(mapped("/a", MAPPINGS, "bind")).rootfs();

        assertThatThrownBy(() -> rootfs.sources(false))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("/mounts/1: an id-mapped mount needs root's privileges on the host");
    }

    @Test
    void refusesTheMappingsOfAUserNamespaceThatIsNotThere() {
        assertThatThrownBy(() -> Container.mounting(mount("/a", "bind", "/srv/x", "bind", "idmap"))
                        .rootfs())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/mounts/1/options: idmap without uidMappings and gidMappings");
    }

    private Map<Integer, Fd.Number> open(Container container, Map<IdMap, String> files) {
        Map<IdMap, Fd.Number> namespaces = new HashMap<>();
        files.forEach((map, path) -> {
            kernel.files().file(path, "");
            namespaces.put(map, (Fd.Number) kernel.call("open", new FileCall.Openat(Fd.CWD, path, Set.of(), 0)));
        });
        SourceOpening opening = container.rootfs().sources(true);
        return opening.copies(kernel.run(opening.plan(namespaces)));
    }

    private static String mapped(String target, String mappings, String option) {
        return "{\"destination\": \"%s\", \"source\": \"/srv/x\", \"options\": [\"%s\"], %s}"
                .formatted(target, option, mappings);
    }
}
