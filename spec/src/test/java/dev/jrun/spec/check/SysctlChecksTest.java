package dev.jrun.spec.check;

import static dev.jrun.spec.check.ChangedConfig.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SysctlChecksTest {
    @Test
    void networkSysctlNeedsANetworkNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/sysctl/net.ipv4.ip_forward",
                "net.ipv4.ip_forward needs a network namespace, or it would change the host",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"}]",
                "/linux/sysctl",
                "{\"net.ipv4.ip_forward\":\"1\"}");
    }

    @Test
    void sharedMemorySysctlNeedsAnIpcNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/sysctl/kernel.shmmax",
                "kernel.shmmax needs a ipc namespace, or it would change the host",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"}]",
                "/linux/sysctl",
                "{\"kernel.shmmax\":\"1\"}");
    }

    @Test
    void messageQueueSysctlNeedsAnIpcNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/sysctl/fs.mqueue.msg_max",
                "fs.mqueue.msg_max needs a ipc namespace, or it would change the host",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"}]",
                "/linux/sysctl",
                "{\"fs.mqueue.msg_max\":\"1\"}");
    }

    @Test
    void domainnameSysctlNeedsAUtsNamespace() {
        assertProblem(
                Severity.ERROR,
                "/linux/sysctl/kernel.domainname",
                "kernel.domainname needs a uts namespace, or it would change the host",
                "/hostname",
                "null",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"}]",
                "/linux/sysctl",
                "{\"kernel.domainname\":\"x\"}");
    }

    @Test
    void hostnameSysctlConflictsWithHostname() {
        assertProblem(
                Severity.ERROR,
                "/linux/sysctl/kernel.hostname",
                "kernel.hostname and hostname are both given, leave one out",
                "/linux/sysctl",
                "{\"kernel.hostname\":\"x\"}");
    }

    @Test
    void domainnameSysctlConflictsWithDomainname() {
        assertProblem(
                Severity.ERROR,
                "/linux/sysctl/kernel.domainname",
                "kernel.domainname and domainname are both given, leave one out",
                "/domainname",
                "\"y\"",
                "/linux/sysctl",
                "{\"kernel.domainname\":\"x\"}");
    }

    @Test
    void aSysctlOfTheHostIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/sysctl/kernel.panic",
                "kernel.panic is not owned by a namespace, it would change the host",
                "/linux/sysctl",
                "{\"kernel.panic\":\"1\"}");
    }

    @Test
    void aSysctlWithSlashesIsUnderstood() {
        assertProblem(
                Severity.ERROR,
                "/linux/sysctl/kernel~1panic",
                "kernel.panic is not owned by a namespace, it would change the host",
                "/linux/sysctl",
                "{\"kernel/panic\":\"1\"}");
    }

    @Test
    void aSysctlThatLeavesItsFolderIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/sysctl/net~1..~1kernel~1panic",
                "\"net.//.kernel.panic\" is no name of a sysctl",
                "/linux/sysctl",
                "{\"net/../kernel/panic\":\"1\"}");
    }

    @Test
    void sysctlsOfTheNamespacesOfTheContainerAreFine() {
        assertThat(
                        SemanticChecks.check(
                                ChangedConfig.with(
                                        "/linux/sysctl",
                                        "{\"net.core.somaxconn\":\"1\",\"net/ipv4/conf/eth0.1/forwarding\":\"1\",\"kernel.sem\":\"1\"}")))
                .isEmpty();
    }

    @Test
    void dotsInsideANameWithSlashesAreKept() {
        assertThat(SysctlChecks.dotted("net/ipv4/conf/eth0.1/forwarding")).isEqualTo("net.ipv4.conf.eth0/1.forwarding");
    }
}
