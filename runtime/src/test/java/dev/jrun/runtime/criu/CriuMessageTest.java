package dev.jrun.runtime.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.criu.CriuRequest.Setting;
import dev.jrun.runtime.criu.CriuRequest.Value;
import dev.jrun.runtime.failure.LostStubException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages, byte for byte as protobuf's encoding page has them. */
class CriuMessageTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void aRequestIsItsTypeAndItsOptions() {
        var request = new CriuRequest(
                CriuRequest.Type.DUMP,
                List.of(
                        new Setting(CriuOption.PID, new Value.Whole(300)),
                        new Setting(CriuOption.ROOT, new Value.Text("/r")),
                        new Setting(CriuOption.EXT_MNT, new Value.Pair("/a", "/b")),
                        new Setting(CriuOption.INHERIT_FD, new Value.Numbered("p", 7))));

        // pid 2: varint; root 13, ext_mnt 23 and inherit_fd 27: length and bytes.
        assertThat(request.encode())
                .isEqualTo(bytes("08 01 12 1a" + "10 ac02" + "6a 02 2f72" + "ba01 08 0a 02 2f61 12 02 2f62"
                        + "da01 05 0a 01 70 10 07"));
    }

    @Test
    void anOptionReadsAsItsNameAndValue() {
        assertThat(new Setting(CriuOption.PID, new Value.Whole(7))).hasToString("PID=Whole[number=7]");
    }

    @Test
    void aNotificationIsAcknowledgedOrRefused() {
        assertThat(CriuRequest.acknowledge(true)).isEqualTo(bytes("08 06 18 01"));
        assertThat(CriuRequest.acknowledge(false)).isEqualTo(bytes("08 06 18 00"));
    }

    @Test
    void aNotificationHasItsPointAndPid() {
        assertThat(CriuReply.decode(bytes("08 06 10 01 2a 06 0a 01 78 10 ac02 ")))
                .isEqualTo(new CriuReply.Notification("x", 300));
    }

    @Test
    void aRestoreTellsThePidOfInit() {
        assertThat(CriuReply.decode(bytes("08 02 10 01 22 02 08 2a"))).isEqualTo(new CriuReply.Done(42));
    }

    @Test
    void aDumpIsDoneWithoutAPid() {
        assertThat(CriuReply.decode(bytes("08 01 10 01 1a 02 08 00"))).isEqualTo(new CriuReply.Done(0));
    }

    @Test
    void aFailureIsOneWhateverElseItSays() {
        assertThat(CriuReply.decode(bytes("08 02 10 00 22 0b 08 ffffffffffffffffff01 38 16")))
                .isEqualTo(new CriuReply.Failed());
    }

    @Test
    void whatIsNoMessageIsRefused() {
        assertThatThrownBy(() -> CriuReply.decode(bytes("08 02 22 7f 00")))
                .isInstanceOf(LostStubException.class)
                .hasMessageStartingWith("criu answered in an unknown way: ");
    }
}
