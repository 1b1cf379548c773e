package dev.jrun.spec.check;

import static dev.jrun.spec.check.ChangedConfig.assertProblem;

import org.junit.jupiter.api.Test;

class SeccompChecksTest {
    @Test
    void notifyAsDefaultIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/seccomp/defaultAction",
                "SCMP_ACT_NOTIFY can't be the default, it would stop itself",
                "/linux/seccomp",
                "{\"defaultAction\":\"SCMP_ACT_NOTIFY\"}");
    }

    @Test
    void listenerMetadataWithoutListenerIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/seccomp/listenerMetadata",
                "is given without a listenerPath",
                "/linux/seccomp",
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"listenerMetadata\":\"x\"}");
    }

    @Test
    void aRelativeListenerPathIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/seccomp/listenerPath",
                "expected an absolute path, found \"x\"",
                "/linux/seccomp",
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"listenerPath\":\"x\"}");
    }

    @Test
    void notifyWithoutListenerIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/seccomp/syscalls/0/action",
                "SCMP_ACT_NOTIFY needs a listenerPath",
                "/linux/seccomp",
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"a\"],\"action\":\"SCMP_ACT_NOTIFY\"}]}");
    }

    @Test
    void anEmptySystemCallNameIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/seccomp/syscalls/0/names/1",
                "the name of a system call is empty",
                "/linux/seccomp",
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"a\",\"\"],\"action\":\"SCMP_ACT_LOG\"}]}");
    }

    @Test
    void aSeventhArgumentIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/seccomp/syscalls/0/args/0/index",
                "expected 0 to 5, found 6",
                "/linux/seccomp",
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"a\"],\"action\":\"SCMP_ACT_LOG\",\"args\":[{\"index\":6,\"value\":1,\"op\":\"SCMP_CMP_EQ\"}]}]}");
    }
}
