package dev.jrun.runtime.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.namespace.NetDeviceMove.Link;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages of rtnetlink(7), byte by byte where their order is the machine's own. */
class NetDeviceMoveTest {
    private static final NetDeviceMove MOVE = new NetDeviceMove("veth0", "eth0", "/linux/netDevices/veth0");
    private static final NetDeviceMove NUMBERED = new NetDeviceMove("veth0", "eth%d", "/linux/netDevices/veth0");

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static List<NetDeviceMove> moves(String linux) {
        String json = "{'ociVersion': '1.3.0', 'linux': {" + linux + "}}";
        Config config = ConfigReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return NetDeviceMove.of(config.linux().orElseThrow());
    }

    private static NetlinkMessage address(String struct) {
        return new NetlinkMessage(
                20,
                2,
                hex(struct + " 08000100c0000207 08000200c0000207 08000400c00002ff"
                        + " 0700030065746800 08000800 80000000"));
    }

    @Test
    void readsTheDevicesOfTheConfig() {
        assertThat(moves("'netDevices': {'a/b': {'name': 'eth0'}, 'c': {}}"))
                .containsExactly(
                        new NetDeviceMove("a/b", "eth0", "/linux/netDevices/a~1b"),
                        new NetDeviceMove("c", "c", "/linux/netDevices/c"));
        assertThat(moves("")).isEmpty();
    }

    @Test
    void refusesANameThatIsTakenOrGivenTwice() {
        List<Link> there = List.of(new Link(1, "lo"), new Link(2, "eth%d"));
        NetDeviceMove second = new NetDeviceMove("veth1", "eth0", "/linux/netDevices/veth1");

        NetDeviceMove.requireFreeNames(List.of(MOVE, NUMBERED, NUMBERED), there);
        assertThatThrownBy(() -> NetDeviceMove.requireFreeNames(List.of(MOVE, second), there))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/linux/netDevices/veth1: the container has a network device eth0 already");
        assertThatThrownBy(() -> NetDeviceMove.requireFreeNames(List.of(MOVE), List.of(new Link(2, "eth0"))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void theMoveNamesTheProcessAndTheNewNameInOneMessage() {
        assertThat(MOVE.move(5, 0x1234).toBytes())
                .isEqualTo(hex(
                        "34000000 1000 0500 01000000 00000000" // length, RTM_NEWLINK, request and ack
                                + "00 00 0000 05000000 00000000 00000000" // the device by its index
                                + "09000300 65746830 00000000" // IFLA_IFNAME eth0
                                + "08001300 34120000")); // IFLA_NET_NS_PID
    }

    @Test
    void aDeviceIsBroughtUpByItsFlagAlone() {
        assertThat(NetDeviceMove.up(7).toBytes())
                .isEqualTo(hex("20000000 1000 0500 01000000 00000000 00000000 07000000 01000000 01000000"));
    }

    @Test
    void linksAreReadFromAnAnswer() {
        byte[] received = hex("2c000000 1000 0200 01000000 00000000 00000100 01000000 00000000 00000000"
                + "07000300 6c6f0000 00000000" // a padded lo
                + "14000000 0300 0200 01000000 00000000 00000000");

        // The first message's attribute list ends with four bytes of zero, which no attribute can be.
        assertThatThrownBy(() -> NetDeviceMove.links(NetlinkMessage.parse(received)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a netlink attribute of 0 bytes");

        received[0] = 0x28;
        byte[] right = new byte[received.length - 4];
        System.arraycopy(received, 0, right, 0, 40);
        System.arraycopy(received, 44, right, 40, 20);
        List<NetlinkMessage> messages = NetlinkMessage.parse(right);
        assertThat(NetDeviceMove.links(messages)).containsExactly(new Link(1, "lo"));
        assertThat(messages.getFirst().isLast()).isFalse();
        assertThat(messages.getLast().isLast()).isTrue();
        assertThat(messages.getLast().errno()).isZero();
    }

    @Test
    void anErrorHasItsErrno() {
        NetlinkMessage error = new NetlinkMessage(2, 0, hex("edffffff 00000000"));

        assertThat(error.isLast()).isTrue();
        assertThat(error.errno()).isEqualTo(19);
    }

    @Test
    void aMessageThatIsCutIsRefused() {
        assertThatThrownBy(() -> NetlinkMessage.parse(hex("2c000000 1000 0200 01000000 00000000")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theDeviceThatArrivedIsTheOneThatWasNotThereBefore() {
        List<Link> before = List.of(new Link(1, "lo"), new Link(2, "eth0"));

        assertThat(NUMBERED.arrived(before, List.of(new Link(1, "lo"), new Link(2, "eth0"), new Link(9, "eth1"))))
                .contains(new Link(9, "eth1"));
        assertThat(MOVE.arrived(List.of(), List.of(new Link(8, "other"), new Link(9, "eth0"))))
                .contains(new Link(9, "eth0"));
        assertThat(MOVE.arrived(before, before)).isEmpty();
    }

    @Test
    void aGlobalAddressThatSomeoneSetIsKeptWithoutItsLabel() {
        List<NetlinkMessage> kept = NetDeviceMove.addressesFor(9, List.of(address("02 18 80 00 05000000")), 5);

        assertThat(kept).hasSize(1);
        assertThat(kept.getFirst().toBytes())
                .isEqualTo(hex("38000000 1400 0506 01000000 00000000 02 18 00 00 09000000"
                        + "08000100c0000207 08000200c0000207 08000400c00002ff 08000800 00000000"));
    }

    @Test
    void addressesOfOtherDevicesAndOfSmallerScopeAreLeft() {
        NetlinkMessage other = address("02 18 80 00 06000000");
        NetlinkMessage local = address("02 18 80 fd 05000000");
        NetlinkMessage dynamic = new NetlinkMessage(20, 2, hex("02 18 00 00 05000000 08000200c0000207"));

        assertThat(NetDeviceMove.addressesFor(9, List.of(other, local, dynamic), 5))
                .isEmpty();
    }
}
