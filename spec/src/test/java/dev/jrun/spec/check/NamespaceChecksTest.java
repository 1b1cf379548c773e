package dev.jrun.spec.check;

import static dev.jrun.spec.check.ChangedConfig.assertProblem;

import org.junit.jupiter.api.Test;

class NamespaceChecksTest {
    @Test
    void aNamespaceGivenTwiceIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/namespaces/6",
                "the pid namespace is given twice",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"pid\"}]");
    }

    @Test
    void aRelativeNamespacePathIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/namespaces/5/path",
                "expected an absolute path, found \"ns/ipc\"",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"ipc\",\"path\":\"ns/ipc\"}]");
    }

    @Test
    void hostnameNeedsAUtsNamespace() {
        assertProblem(
                Severity.ERROR,
                "/hostname",
                "needs a uts namespace, add {\"type\": \"uts\"} to linux.namespaces",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"}]");
    }

    @Test
    void domainnameNeedsAUtsNamespace() {
        assertProblem(
                Severity.ERROR,
                "/domainname",
                "needs a uts namespace, add {\"type\": \"uts\"} to linux.namespaces",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"}]",
                "/hostname",
                "null",
                "/domainname",
                "\"x\"");
    }

    @Test
    void mountsNeedAMountNamespace() {
        assertProblem(
                Severity.ERROR,
                "/mounts",
                "needs a mount namespace, add {\"type\": \"mount\"} to linux.namespaces",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"cgroup\"}]",
                "/mounts",
                "[{\"destination\":\"/proc\",\"type\":\"proc\"}]",
                "/linux/maskedPaths",
                "null",
                "/linux/readonlyPaths",
                "null");
    }

    @Test
    void maskedPathsNeedAMountNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/maskedPaths",
                "needs a mount namespace, add {\"type\": \"mount\"} to linux.namespaces",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"cgroup\"}]",
                "/mounts",
                "null",
                "/linux/maskedPaths",
                "[\"/proc/kcore\"]",
                "/linux/readonlyPaths",
                "null");
    }

    @Test
    void readonlyPathsNeedAMountNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/readonlyPaths",
                "needs a mount namespace, add {\"type\": \"mount\"} to linux.namespaces",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"cgroup\"}]",
                "/mounts",
                "null",
                "/linux/maskedPaths",
                "null",
                "/linux/readonlyPaths",
                "[\"/proc/sys\"]");
    }

    @Test
    void rootfsPropagationNeedsAMountNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/rootfsPropagation",
                "needs a mount namespace, add {\"type\": \"mount\"} to linux.namespaces",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"cgroup\"}]",
                "/mounts",
                "null",
                "/linux/maskedPaths",
                "null",
                "/linux/readonlyPaths",
                "null",
                "/linux/rootfsPropagation",
                "\"slave\"");
    }

    @Test
    void uidMappingsNeedAUserNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/uidMappings",
                "needs a user namespace, add {\"type\": \"user\"} to linux.namespaces",
                "/linux/uidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]");
    }

    @Test
    void gidMappingsNeedAUserNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/gidMappings",
                "needs a user namespace, add {\"type\": \"user\"} to linux.namespaces",
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]");
    }

    @Test
    void timeOffsetsNeedATimeNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/timeOffsets",
                "needs a time namespace, add {\"type\": \"time\"} to linux.namespaces",
                "/linux/timeOffsets",
                "{\"boottime\":{\"secs\":1}}");
    }

    @Test
    void netDevicesNeedANetworkNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/netDevices",
                "needs a network namespace, add {\"type\": \"network\"} to linux.namespaces",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"}]",
                "/linux/netDevices",
                "{\"eth0\":{}}");
    }

    @Test
    void aBoottimeOffsetOfASecondInNanosecondsIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/timeOffsets/boottime/nanosecs",
                "expected less than 1000000000, found 1000000000",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"time\"}]",
                "/linux/timeOffsets",
                "{\"boottime\":{\"nanosecs\":1000000000}}");
    }

    @Test
    void aMonotonicOffsetOfASecondInNanosecondsIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/timeOffsets/monotonic/nanosecs",
                "expected less than 1000000000, found 1000000000",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"time\"}]",
                "/linux/timeOffsets",
                "{\"monotonic\":{\"nanosecs\":1000000000}}");
    }

    @Test
    void timeOffsetsOfAJoinedNamespaceAreRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/timeOffsets",
                "can't be set for a time namespace that is joined by its path",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"time\",\"path\":\"/x\"}]",
                "/linux/timeOffsets",
                "{\"monotonic\":{\"secs\":1}}");
    }
}
