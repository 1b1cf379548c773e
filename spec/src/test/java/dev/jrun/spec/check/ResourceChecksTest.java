package dev.jrun.spec.check;

import static dev.jrun.spec.check.ChangedConfig.assertProblem;

import org.junit.jupiter.api.Test;

class ResourceChecksTest {
    @Test
    void anUnknownTypeOfDeviceRuleIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/devices/0/type",
                "expected a, b or c, found \"d\"",
                "/linux/resources",
                "{\"devices\":[{\"allow\":true,\"type\":\"d\"}]}");
    }

    @Test
    void anUnknownAccessOfDeviceRuleIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/devices/0/access",
                "expected letters of rwm, found \"rx\"",
                "/linux/resources",
                "{\"devices\":[{\"allow\":true,\"access\":\"rx\"}]}");
    }

    @Test
    void aMajorBelowMinusOneIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/devices/0/major",
                "expected a device number, or -1 for any, found -2",
                "/linux/resources",
                "{\"devices\":[{\"allow\":true,\"major\":-2}]}");
    }

    @Test
    void aMinorBelowMinusOneIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/devices/0/minor",
                "expected a device number, or -1 for any, found -2",
                "/linux/resources",
                "{\"devices\":[{\"allow\":true,\"minor\":-2}]}");
    }

    @Test
    void swappinessAbove100IsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/memory/swappiness",
                "expected a number from 0 to 100, found 101",
                "/linux/resources",
                "{\"memory\":{\"swappiness\":101}}");
    }

    @Test
    void aSwapLimitBelowTheMemoryLimitIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/memory/swap",
                "is the limit of memory and swap together, 10 is below the limit of memory 20",
                "/linux/resources",
                "{\"memory\":{\"limit\":20,\"swap\":10}}");
    }

    @Test
    void aBlockIoWeightBelow10IsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/blockIO/weight",
                "expected a number from 10 to 1000, found 9",
                "/linux/resources",
                "{\"blockIO\":{\"weight\":9}}");
    }

    @Test
    void aBlockIoLeafWeightAbove1000IsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/blockIO/leafWeight",
                "expected a number from 10 to 1000, found 1001",
                "/linux/resources",
                "{\"blockIO\":{\"leafWeight\":1001}}");
    }

    @Test
    void theWeightOfADeviceIsChecked() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/blockIO/weightDevice/0/weight",
                "expected a number from 10 to 1000, found 1001",
                "/linux/resources",
                "{\"blockIO\":{\"weightDevice\":[{\"major\":1,\"minor\":1,\"weight\":1001}]}}");
    }

    @Test
    void aWeightDeviceWithoutWeightIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/blockIO/weightDevice/0",
                "has neither weight nor leafWeight",
                "/linux/resources",
                "{\"blockIO\":{\"weightDevice\":[{\"major\":1,\"minor\":1}]}}");
    }

    @Test
    void anOddHugepageSizeIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/hugepageLimits/0/pageSize",
                "expected a size such as 64KB, 2MB or 1GB, found \"64kB\"",
                "/linux/resources",
                "{\"hugepageLimits\":[{\"pageSize\":\"64kB\",\"limit\":1}]}");
    }

    @Test
    void aUnifiedFileWithSlashIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/unified/..~1memory.high",
                "expected a file of a cgroup such as memory.high",
                "/linux/resources",
                "{\"unified\":{\"../memory.high\":\"1\"}}");
    }

    @Test
    void aUnifiedFileWithoutControllerIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/resources/unified/high",
                "expected a file of a cgroup such as memory.high",
                "/linux/resources",
                "{\"unified\":{\"high\":\"1\"}}");
    }
}
