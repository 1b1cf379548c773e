package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which namespaces a container's process is in, told by the links below /proc/PID/ns. */
@BlackBoxTest
class NamespaceTest {
    private static final List<String> LINKS = List.of("mnt", "pid", "net", "ipc", "uts", "cgroup", "user");

    @Test
    @Tag("cgroup")
    void everyListedNamespaceIsNewAndOthersAreTheCallers(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            assertNamespaces(container);
            container.start();
            assertNamespaces(container);
        }
    }

    @ParameterizedTest
    @CsvSource({"pid,pid", "network,net", "ipc,ipc", "cgroup,cgroup"})
    void aNamespaceThatIsNotListedIsTheCallers(String type, String link, Jrun jrun, BundleBuilder bundle) {
        bundle.withoutNamespace(type);
        if (type.equals("network")) {
            // sysfs can only be mounted by the owner of the network namespace, who this process is here.
            bundle.withoutNamespace("user");
        }
        try (Container container = jrun.start(bundle.sleeping())) {
            assertThat(container.init().namespace(link))
                    .isEqualTo(ProcFacts.self().namespace(link));
        }
    }

    @Test
    void withoutAUtsNamespaceTheHostnameIsTheCallers(Jrun jrun, BundleBuilder bundle) {
        bundle.withoutNamespace("uts").config().remove("hostname");
        try (Container container = jrun.start(bundle.sleeping())) {
            assertThat(container.init().namespace("uts"))
                    .isEqualTo(ProcFacts.self().namespace("uts"));
        }
    }

    @ParameterizedTest
    @CsvSource({"pid,pid", "network,net", "ipc,ipc", "uts,uts", "cgroup,cgroup"})
    void aNamespaceIsJoinedByItsPath(String type, String link, Jrun jrun, BundleBuilder first, BundleBuilder second) {
        try (Container host = jrun.start(first.sleeping())) {
            second.sleeping().join(type, host.init().namespacePath(link));
            if (type.equals("uts")) {
                second.config().remove("hostname");
            }
            try (Container guest = jrun.start(second)) {
                assertThat(guest.init().namespace(link)).isEqualTo(host.init().namespace(link));
                LINKS.stream()
                        .filter(other -> !other.equals(link) && !other.equals("user"))
                        .forEach(other -> assertThat(guest.init().namespace(other))
                                .isNotEqualTo(host.init().namespace(other)));
            }
        }
    }

    @Test
    void severalNamespacesAreJoinedAtOnceAndSharedInside(Jrun jrun, BundleBuilder first, BundleBuilder second) {
        try (Container host = jrun.start(first.sleeping())) {
            ProcFacts init = host.init();
            second.join("pid", init.namespacePath("pid"))
                    .join("network", init.namespacePath("net"))
                    .join("ipc", init.namespacePath("ipc"))
                    .join("uts", init.namespacePath("uts"))
                    .script("hostname; ps -o args");
            second.config().remove("hostname");

            assertThat(jrun.output(second).lines()).startsWith("jrun").contains("sleep 1000");
        }
    }

    @Test
    @JrunOnly("runc 1.1 cannot build a root file system in a joined mount namespace")
    void aMountNamespaceIsJoinedByItsPath(Jrun jrun, BundleBuilder first, BundleBuilder second) {
        try (Container host = jrun.start(first.sleeping())) {
            second.sleeping().join("mount", host.init().namespacePath("mnt"));
            Result create = jrun.call("create", "--bundle", second.write().toString(), Jrun.newId());
            // The bundle's root file system is not there, so the container can't be made; it must not be made
            // elsewhere.
            create.expectFailure(second.rootfs().toString());
        }
    }

    @Test
    @JrunOnly("runc 1.1 cannot build a root file system in a joined mount namespace")
    void aMountNamespaceWithTheRootFileSystemInItIsJoined(Jrun jrun, BundleBuilder bundle) {
        Process holder = Subreaper.start(new ProcessBuilder("unshare", "--mount", "sleep", "1000"));
        try {
            var facts = new ProcFacts((int) holder.pid());
            String caller = ProcFacts.self().namespace("mnt");
            String joined = Await.until("a mount namespace", () -> facts.namespace("mnt"), now -> !now.equals(caller));
            bundle.sleeping().join("mount", facts.namespacePath("mnt"));
            try (Container container = jrun.start(bundle)) {
                assertThat(container.init().namespace("mnt")).isEqualTo(joined);
            }
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void aUserNamespaceHasTheMappingsOfTheConfig(Jrun jrun, BundleBuilder bundle) {
        withUserNamespace(bundle).script("cat /proc/self/uid_map /proc/self/gid_map; id -u; id -g; ls -ln /dev/null");
        String[] lines = jrun.output(bundle).split("\n");

        assertThat(lines[0].strip().split("\\s+")).containsExactly("0", "100000", "1000");
        assertThat(lines[1].strip().split("\\s+")).containsExactly("1000", "200000", "10");
        assertThat(lines[2].strip().split("\\s+")).containsExactly("0", "300000", "2000");
        assertThat(lines[3]).isEqualTo("0");
        assertThat(lines[4]).isEqualTo("0");
        assertThat(lines[5]).contains("1,").contains("3");
    }

    @Test
    @Tag("cgroup")
    void aUserNamespaceOwnsTheOtherNewNamespaces(Jrun jrun, BundleBuilder bundle) {
        withUserNamespace(bundle).script("hostname changed && hostname; ip link set lo up && echo up");
        bundle.set("/process/capabilities/bounding", "['CAP_SYS_ADMIN', 'CAP_NET_ADMIN']")
                .set("/process/capabilities/effective", "['CAP_SYS_ADMIN', 'CAP_NET_ADMIN']")
                .set("/process/capabilities/permitted", "['CAP_SYS_ADMIN', 'CAP_NET_ADMIN']");

        assertThat(jrun.output(bundle)).isEqualTo("changed\nup\n");
    }

    @Test
    void aUserNamespaceIsJoinedByItsPath(Jrun jrun, BundleBuilder first, BundleBuilder second) {
        try (Container host = jrun.start(withUserNamespace(first).sleeping())) {
            second.sleeping().join("user", host.init().namespacePath("user"));
            if (!RuntimeUnderTest.isJrun()) {
                // runc wants to be told the mappings of a namespace that has them.
                withUserNamespace(second);
            }
            try (Container guest = jrun.start(second)) {
                assertThat(guest.init().namespace("user")).isEqualTo(host.init().namespace("user"));
                assertThat(guest.init().namespace("mnt"))
                        .isNotEqualTo(host.init().namespace("mnt"));
                assertThat(guest.init().status("Uid")).startsWith("100000");
            }
        }
    }

    @Test
    @Tag("cgroup")
    @JrunOnly("runc 1.1 has no time namespaces")
    void aTimeNamespaceIsMadeWithItsOffsets(Jrun jrun, BundleBuilder bundle) {
        bundle.namespace("time");
        bundle.sleeping()
                .set("/linux/timeOffsets", "{'boottime': {'secs': 5000}, 'monotonic': {'secs': 3000, 'nanosecs': 5}}");
        try (Container container = jrun.start(bundle)) {
            assertThat(container.init().namespace("time"))
                    .isNotEqualTo(ProcFacts.self().namespace("time"));
            assertThat(container.init().lines("timens_offsets").stream()
                            .map(line -> line.strip().replaceAll("\\s+", " ")))
                    .containsExactlyInAnyOrder("monotonic 3000 5", "boottime 5000 0");
        }
    }

    @Test
    @JrunOnly("runc 1.1 has no time namespaces")
    void aTimeNamespaceIsJoinedByItsPath(Jrun jrun, BundleBuilder first, BundleBuilder second) {
        first.namespace("time");
        try (Container host = jrun.start(first.sleeping())) {
            second.sleeping().join("time", host.init().namespacePath("time"));
            try (Container guest = jrun.start(second)) {
                assertThat(guest.init().namespace("time")).isEqualTo(host.init().namespace("time"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pid", "network", "ipc", "uts", "cgroup"})
    void aPathThatIsNoNamespaceOfTheTypeIsRefused(String type, Jrun jrun, BundleBuilder bundle) {
        String wrong = "/proc/self/ns/user";
        bundle.sleeping().join(type, wrong);
        if (type.equals("uts")) {
            bundle.config().remove("hostname");
        }

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId()).expectFailure();
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aMissingNamespacePathIsRefusedByName(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().join("network", "/run/no-such-namespace");

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/run/no-such-namespace");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void theProcessIsTheFirstOfItsPidNamespace(Jrun jrun, BundleBuilder bundle) {
        assertThat(jrun.output(bundle.script("echo $$; ls -d /proc/[0-9]* | wc -l")))
                .startsWith("1\n");
    }

    @Test
    void aContainerSharesNoMountsWithTheHost(Jrun jrun, BundleBuilder bundle) throws Exception {
        Path marker = Files.writeString(bundle.rootfs().resolve("marker"), "here");
        try (Container container = jrun.start(bundle.sleeping())) {
            assertThat(ProcFacts.self().mounts())
                    .noneMatch(mount -> mount.point().startsWith(bundle.folder().toString()));
            assertThat(container.init().mount("/").root())
                    .endsWith(bundle.rootfs().toString());
            assertThat(container.init().file("root/marker")).hasSameTextualContentAs(marker);
        }
    }

    private static void assertNamespaces(Container container) {
        for (String link : LINKS) {
            boolean shared =
                    container.init().namespace(link).equals(ProcFacts.self().namespace(link));
            assertThat(shared).as(link + " shared with the host").isEqualTo(link.equals("user"));
        }
    }

    private static BundleBuilder withUserNamespace(BundleBuilder bundle) {
        bundle.namespace("user");
        return bundle.set(
                        "/linux/uidMappings",
                        "[{'containerID': 0, 'hostID': 100000, 'size': 1000}, {'containerID': 1000, 'hostID': 200000, 'size': 10}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 300000, 'size': 2000}]");
    }
}
