package dev.jrun.runtime.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.Capabilities;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilityMasksTest {
    private static final int LAST = 40;
    private static final long KILL = 1L << 5;
    private static final long CHECKPOINT = 1L << 40;
    private static final List<String> NONE = List.of();

    @Test
    @SuppressWarnings("EnumOrdinal") // The kernel's numbers have no gap, and the enum is in their order.
    void theNumbersAreThoseOfTheKernel() {
        assertThat(Capability.values()).hasSize(41);
        for (Capability capability : Capability.values()) {
            assertThat(capability.number()).isEqualTo(capability.ordinal());
        }
        assertThat(Capability.CAP_KILL.number()).isEqualTo(5);
        assertThat(Capability.CAP_SYS_ADMIN.number()).isEqualTo(21);
        assertThat(Capability.CAP_SETFCAP.number()).isEqualTo(31);
        assertThat(Capability.CAP_CHECKPOINT_RESTORE.number()).isEqualTo(40);
    }

    @Test
    void eachSetBecomesAMask() {
        List<String> both = List.of("CAP_CHECKPOINT_RESTORE", "CAP_KILL");
        List<String> kill = List.of("CAP_KILL");

        CapabilityMasks masks = CapabilityMasks.of(new Capabilities(both, kill, kill, both, kill), LAST);

        assertThat(masks)
                .isEqualTo(new CapabilityMasks(KILL | CHECKPOINT, KILL, KILL, KILL | CHECKPOINT, KILL, List.of()));
    }

    @Test
    void inheritableStaysEmptyUnlessTheConfigAsksForIt() {
        List<String> kill = List.of("CAP_KILL");

        assertThat(CapabilityMasks.of(new Capabilities(kill, kill, NONE, kill, NONE), LAST)
                        .inheritable())
                .isZero();
    }

    @Test
    void anUnknownNameIsRefusedWithItsPointer() {
        var capabilities = new Capabilities(NONE, NONE, NONE, List.of("CAP_KILL", "CAP_FLY"), NONE);

        assertThatThrownBy(() -> CapabilityMasks.of(capabilities, LAST))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "/process/capabilities/permitted/1: unknown capability CAP_FLY; capabilities(7) lists them");
    }

    @Test
    void oneThatIsYoungerThanTheKernelIsIgnoredWithAWarning() {
        List<String> two = List.of("CAP_CHECKPOINT_RESTORE", "CAP_BPF", "CAP_KILL");

        CapabilityMasks masks = CapabilityMasks.of(new Capabilities(two, two, NONE, two, NONE), 37);

        assertThat(masks.bounding()).isEqualTo(KILL);
        assertThat(masks.effective()).isEqualTo(KILL);
        assertThat(masks.warnings())
                .containsExactly("ignoring unknown or unavailable capabilities: CAP_BPF CAP_CHECKPOINT_RESTORE");
    }

    @Test
    void anAmbientOneThatTheKernelWouldNotRaiseIsLeftOutWithAWarning() {
        List<String> kill = List.of("CAP_KILL");

        CapabilityMasks masks = CapabilityMasks.of(new Capabilities(kill, kill, NONE, kill, kill), LAST);

        assertThat(masks.ambient()).isZero();
        assertThat(masks.warnings())
                .containsExactly("can't raise ambient capability CAP_KILL: it is not both permitted and inheritable");
    }

    @Test
    void anEffectiveOneMustBePermitted() {
        var capabilities = new Capabilities(NONE, List.of("CAP_KILL", "CAP_CHOWN"), NONE, NONE, NONE);

        assertThatThrownBy(() -> CapabilityMasks.of(capabilities, LAST))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/capabilities/effective: CAP_CHOWN, CAP_KILL must be in the permitted set to be"
                        + " effective; add to /process/capabilities/permitted");
    }
}
