package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Network devices that are moved into a container. They are made in the network namespace of a first container, which
 * jrun is then called from, so that nothing of them is ever seen on the machine.
 */
@BlackBoxTest
@JrunOnly("runc 1.1 has no netDevices")
class NetDeviceTest {
    private static void addPair(Jrun jrun, Container outside, String name, String peer) {
        ip(jrun, outside, "link", "add", name, "type", "veth", "peer", "name", peer);
    }

    private static String ip(Jrun jrun, Container outside, String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "/sbin/ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return jrun.inNetworkOf(outside.pid(), command).out();
    }

    private static Result run(Jrun jrun, Container outside, BundleBuilder bundle) {
        return jrun.command("run", "--bundle", bundle.write().toString(), Jrun.newId())
                .inNetworkOf(outside.pid())
                .run();
    }

    /** The kernel ends a network namespace some time after its last process. */
    private static void awaitEnd(Jrun jrun, Container outside, String... names) {
        Await.until(
                "the end of the devices", () -> List.of(names).stream().noneMatch(ip(jrun, outside, "link")::contains));
    }

    @Test
    void aDeviceIsMovedWithItsAttributesAndAddressesAndBroughtUp(Jrun jrun, BundleBuilder first, BundleBuilder bundle) {
        try (Container outside = jrun.start(first.sleeping())) {
            addPair(jrun, outside, "left", "right");
            ip(jrun, outside, "link", "set", "left", "mtu", "1400", "address", "02:00:00:00:00:07");
            ip(jrun, outside, "address", "add", "192.0.2.7/24", "brd", "192.0.2.255", "dev", "left");
            ip(jrun, outside, "address", "add", "169.254.9.9/16", "scope", "link", "dev", "left");
            ip(
                    jrun,
                    outside,
                    "address",
                    "add",
                    "192.0.2.99/24",
                    "valid_lft",
                    "900",
                    "preferred_lft",
                    "900",
                    "dev",
                    "left");
            bundle.set("/linux/netDevices", "{'left': {}}").script("ip address show dev left");

            String shown = run(jrun, outside, bundle).expectSuccess().out();
            assertThat(shown)
                    .contains("mtu 1400", "link/ether 02:00:00:00:00:07", ",UP")
                    .contains("inet 192.0.2.7/24 brd 192.0.2.255 scope global left")
                    .doesNotContain("169.254.9.9", "192.0.2.99");
            // It went with the container, and a pair goes as one.
            awaitEnd(jrun, outside, "left", "right");
        }
    }

    @Test
    void anAddressOfVersion6IsKeptToo(Jrun jrun, BundleBuilder first, BundleBuilder bundle) {
        try (Container outside = jrun.start(first.sleeping())) {
            addPair(jrun, outside, "left", "right");
            ip(jrun, outside, "address", "add", "2001:db8::7/64", "nodad", "dev", "left");
            bundle.set("/linux/netDevices", "{'left': {'name': 'six'}}").script("ip -6 address show dev six");

            assertThat(run(jrun, outside, bundle).expectSuccess().out()).contains("inet6 2001:db8::7/64 scope global");
        }
    }

    @Test
    void devicesAreRenamedAndMayHaveANumberFromTheKernel(Jrun jrun, BundleBuilder first, BundleBuilder bundle) {
        try (Container outside = jrun.start(first.sleeping())) {
            addPair(jrun, outside, "one", "two");
            addPair(jrun, outside, "three", "four");
            bundle.set(
                            "/linux/netDevices",
                            "{'one': {'name': 'fixed'}, 'two': {'name': 'eth%d'}," + " 'three': {'name': 'eth%d'}}")
                    .script(
                            "ip -o link | awk '{print $2}' | sed 's/[@:].*//' | sort; cat /sys/class/net/eth1/operstate");

            assertThat(run(jrun, outside, bundle).expectSuccess().out().lines())
                    .containsExactly("eth0", "eth1", "fixed", "lo", "lowerlayerdown");
            awaitEnd(jrun, outside, "one", "two", "three", "four");
        }
    }

    @Test
    void aDeviceIsMovedIntoANamespaceThatIsJoined(
            Jrun jrun, BundleBuilder first, BundleBuilder second, BundleBuilder bundle) {
        try (Container outside = jrun.start(first.sleeping());
                Container inside = jrun.start(second.sleeping())) {
            addPair(jrun, outside, "left", "right");
            bundle.join("network", inside.init().namespacePath("net"))
                    .set("/linux/netDevices", "{'left': {'name': 'moved'}}")
                    .script("ip link show dev moved");

            assertThat(run(jrun, outside, bundle).expectSuccess().out()).contains("moved");
            assertThat(ip(jrun, inside, "link")).contains("moved");
        }
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedAndTheOthersStay(Jrun jrun, BundleBuilder first, BundleBuilder bundle) {
        try (Container outside = jrun.start(first.sleeping())) {
            addPair(jrun, outside, "left", "right");
            bundle.set("/linux/netDevices", "{'left': {}, 'nowhere': {}}").sleeping();

            run(jrun, outside, bundle).expectFailure("/linux/netDevices/nowhere", "no such device");
            assertThat(ip(jrun, outside, "link")).contains("left");
        }
    }

    @Test
    void aNameThatIsTakenIsRefusedAndTheDeviceStays(Jrun jrun, BundleBuilder first, BundleBuilder bundle) {
        try (Container outside = jrun.start(first.sleeping())) {
            addPair(jrun, outside, "left", "right");
            bundle.set("/linux/netDevices", "{'left': {'name': 'lo'}}").sleeping();

            run(jrun, outside, bundle).expectFailure("/linux/netDevices/left", "network device lo already");
            assertThat(ip(jrun, outside, "link")).contains("left");
        }
    }

    @Test
    void aContainerWithoutANetworkNamespaceGetsNone(Jrun jrun, BundleBuilder bundle) {
        bundle.withoutNamespace("network").withoutNamespace("user");
        bundle.set("/linux/netDevices", "{'lo': {'name': 'eth0'}}").sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/linux/netDevices", "network namespace");
        assertThat(jrun.stateFolders()).isEmpty();
    }
}
