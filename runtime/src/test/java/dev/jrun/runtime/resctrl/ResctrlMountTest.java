package dev.jrun.runtime.resctrl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResctrlMountTest {
    private static final String OTHER = "25 1 0:23 / /sys rw,nosuid shared:7 - sysfs sysfs rw\n";

    @Test
    void isFoundByItsType() {
        assertThat(ResctrlMount.find(
                        OTHER + "30 25 0:28 / /sys/fs/resctrl rw,relatime shared:9 - resctrl resctrl rw\n"))
                .contains("/sys/fs/resctrl");
    }

    @Test
    void mayBeAnywhere() {
        assertThat(ResctrlMount.find("30 25 0:28 / /mnt/with\\040blank rw - resctrl none rw,mba_MBps\n"))
                .contains("/mnt/with blank");
    }

    @Test
    void aPartOfItIsNotEnough() {
        assertThat(ResctrlMount.find("30 25 0:28 /gold /mnt rw - resctrl none rw\n"))
                .isEmpty();
    }

    @Test
    void isMissingOnMostMachines() {
        assertThat(ResctrlMount.find(OTHER)).isEmpty();
        assertThat(ResctrlMount.find("")).isEmpty();
    }
}
