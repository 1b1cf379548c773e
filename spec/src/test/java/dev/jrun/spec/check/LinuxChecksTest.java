package dev.jrun.spec.check;

import static dev.jrun.spec.check.ChangedConfig.assertProblem;

import org.junit.jupiter.api.Test;

class LinuxChecksTest {
    @Test
    void aRelativeMaskedPathIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/maskedPaths/0",
                "expected an absolute path, found \"proc\"",
                "/linux/maskedPaths",
                "[\"proc\"]");
    }

    @Test
    void aRelativeReadonlyPathIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/readonlyPaths/1",
                "expected an absolute path, found \"sys\"",
                "/linux/readonlyPaths",
                "[\"/proc\",\"sys\"]");
    }

    @Test
    void aCgroupsPathThatGoesUpIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/cgroupsPath",
                "\"/a/../../b\" must not have \"..\" in it",
                "/linux/cgroupsPath",
                "\"/a/../../b\"");
    }

    @Test
    void aDeviceGivenTwiceIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/devices/1/path",
                "the device /dev/x is given twice",
                "/linux/devices",
                "[{\"type\":\"c\",\"path\":\"/dev/x\",\"major\":1,\"minor\":2},{\"type\":\"c\",\"path\":\"/dev/x\",\"major\":1,\"minor\":2}]");
    }

    @Test
    void aRelativeDevicePathIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/devices/0/path",
                "expected an absolute path, found \"dev/x\"",
                "/linux/devices",
                "[{\"type\":\"c\",\"path\":\"dev/x\",\"major\":1,\"minor\":2}]");
    }

    @Test
    void aDeviceWithoutMajorIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/devices/0/major",
                "missing, only a FIFO (type p) does without",
                "/linux/devices",
                "[{\"type\":\"b\",\"path\":\"/x\",\"minor\":1}]");
    }

    @Test
    void aDeviceWithoutMinorIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/devices/0/minor",
                "missing, only a FIFO (type p) does without",
                "/linux/devices",
                "[{\"type\":\"u\",\"path\":\"/x\",\"major\":1}]");
    }

    @Test
    void aNegativeDeviceNumberIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/devices/0/minor",
                "expected 0 or more, found -1",
                "/linux/devices",
                "[{\"type\":\"c\",\"path\":\"/dev/x\",\"major\":1,\"minor\":-1}]");
    }

    @Test
    void aLongInterfaceNameIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/netDevices/eth0/name",
                "\"a123456789012345\" is no name of a network interface",
                "/linux/netDevices",
                "{\"eth0\":{\"name\":\"a123456789012345\"}}");
    }

    @Test
    void anInterfaceNameWithSlashIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/netDevices/a~1b",
                "\"a/b\" is no name of a network interface",
                "/linux/netDevices",
                "{\"a/b\":{}}");
    }

    @Test
    void aClosIdThatIsAPathIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/intelRdt/closID",
                "\"a/b\" is no name of a folder",
                "/linux/intelRdt",
                "{\"closID\":\"a/b\"}");
    }

    @Test
    void aBandwidthSchemaOfTwoLinesIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/intelRdt/memBwSchema",
                "expected one line that begins with MB:",
                "/linux/intelRdt",
                "{\"memBwSchema\":\"MB:1\\nL3:2\"}");
    }

    @Test
    void personalityWithoutDomainIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/personality/domain",
                "missing, expected LINUX or LINUX32",
                "/linux/personality",
                "{}");
    }

    @Test
    void memoryPolicyWithoutModeIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/memoryPolicy/mode",
                "missing, expected a mode such as MPOL_BIND",
                "/linux/memoryPolicy",
                "{}");
    }
}
