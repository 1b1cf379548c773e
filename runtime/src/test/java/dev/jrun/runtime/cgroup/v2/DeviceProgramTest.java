package dev.jrun.runtime.cgroup.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.cgroup.DevicePolicy;
import dev.jrun.runtime.cgroup.LimitsText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class DeviceProgramTest {
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;

    private static byte[] program(String rules) {
        return DeviceProgram.of(DevicePolicy.ofContainer(
                LimitsText.resources("{'devices': [" + rules + "]}").devices()));
    }

    private static boolean allows(byte[] program, String access, int type, int major, int minor) {
        int bits = (access.contains("m") ? 1 : 0) | (access.contains("r") ? 2 : 0) | (access.contains("w") ? 4 : 0);
        byte[] context = ByteBuffer.allocate(12)
                .order(ByteOrder.nativeOrder())
                .putInt(bits << 16 | type)
                .putInt(major)
                .putInt(minor)
                .array();
        return BpfMachine.run(program, context) == 1;
    }

    @Test
    void theDevicesOfTheOwnDevAreAllowedAndNoOthers() {
        byte[] program = program("");

        assertThat(allows(program, "rw", CHARACTER, 1, 3)).isTrue();
        assertThat(allows(program, "r", CHARACTER, 1, 9)).isTrue();
        assertThat(allows(program, "rw", CHARACTER, 136, 12)).isTrue();
        assertThat(allows(program, "m", CHARACTER, 10, 229)).isTrue();
        assertThat(allows(program, "m", BLOCK, 8, 0)).isTrue();
        assertThat(allows(program, "r", CHARACTER, 10, 229)).isFalse();
        assertThat(allows(program, "rm", BLOCK, 8, 0)).isFalse();
        assertThat(allows(program, "r", BLOCK, 1, 3)).isFalse();
        assertThat(allows(program, "r", CHARACTER, 1, 4)).isFalse();
    }

    @Test
    void allThatIsAskedForHasToBeAllowed() {
        byte[] program = program("{'allow': true, 'type': 'b', 'major': 8, 'minor': 0, 'access': 'r'}");

        assertThat(allows(program, "r", BLOCK, 8, 0)).isTrue();
        assertThat(allows(program, "w", BLOCK, 8, 0)).isFalse();
        assertThat(allows(program, "rw", BLOCK, 8, 0)).isFalse();
    }

    @Test
    void anyPartThatIsDeniedDenies() {
        byte[] program = program("{'allow': true, 'access': 'rwm'},"
                + "{'allow': false, 'type': 'b', 'major': 8, 'minor': 0, 'access': 'w'}");

        assertThat(allows(program, "r", BLOCK, 8, 0)).isTrue();
        assertThat(allows(program, "w", BLOCK, 8, 0)).isFalse();
        assertThat(allows(program, "rw", BLOCK, 8, 0)).isFalse();
        assertThat(allows(program, "rwm", CHARACTER, 200, 7)).isTrue();
    }

    @Test
    void wildcardsStandForAllNumbers() {
        byte[] program = program("{'allow': true, 'type': 'b', 'minor': 5, 'access': 'rw'},"
                + "{'allow': true, 'type': 'c', 'major': 4294967295, 'minor': -1, 'access': 'rw'}");

        assertThat(allows(program, "rw", BLOCK, 77, 5)).isTrue();
        assertThat(allows(program, "rw", BLOCK, 77, 6)).isFalse();
        assertThat(allows(program, "rw", CHARACTER, -1, 12345)).isTrue();
    }

    @Test
    void aPrivilegedContainerHasTheShortestProgram() {
        byte[] program = program("{'allow': true, 'access': 'rwm'}");

        assertThat(program).hasSize(8 * 8);
        assertThat(allows(program, "rwm", BLOCK, 8, 0)).isTrue();
    }
}
