package dev.jrun.spec.check;

import static dev.jrun.spec.check.ChangedConfig.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdMappingChecksTest {
    @Test
    void aNewUserNamespaceWithoutUidMappingsIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/uidMappings",
                "missing, a new user namespace needs at least one mapping",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"user\"}]",
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]");
    }

    @Test
    void aNewUserNamespaceWithoutGidMappingsIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/gidMappings",
                "missing, a new user namespace needs at least one mapping",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"user\"}]",
                "/linux/uidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]");
    }

    @Test
    void anUnmappedUidIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/user/uid",
                "the id 10 is not mapped in the user namespace",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"user\"}]",
                "/linux/uidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]",
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]",
                "/process/user/uid",
                "10");
    }

    @Test
    void anUnmappedGidIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/user/gid",
                "the id 10 is not mapped in the user namespace",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"user\"}]",
                "/linux/uidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]",
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]",
                "/process/user/gid",
                "10");
    }

    @Test
    void anUnmappedAdditionalGidIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/user/additionalGids/1",
                "the id 11 is not mapped in the user namespace",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"user\"}]",
                "/linux/uidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]",
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]",
                "/process/user/additionalGids",
                "[1,11]");
    }

    @Test
    void overlappingIdsOfTheContainerAreRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/uidMappings/1/containerID",
                "the range overlaps with that of mapping 0",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"user\"}]",
                "/linux/uidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10},{\"containerID\":9,\"hostID\":5000,\"size\":1}]",
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]");
    }

    @Test
    void overlappingIdsOfTheHostAreRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/gidMappings/1/hostID",
                "the range overlaps with that of mapping 0",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"user\"}]",
                "/linux/uidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]",
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10},{\"containerID\":50,\"hostID\":999,\"size\":2}]");
    }

    @Test
    void anEmptyRangeIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/uidMappings/1/size",
                "must not be 0",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"user\"}]",
                "/linux/uidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10},{\"containerID\":50,\"hostID\":5000,\"size\":0}]",
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]");
    }

    @Test
    void aRangeBeyondTheLastIdIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/linux/uidMappings/1/size",
                "the range of 2 ids goes beyond 4294967295",
                "/linux/namespaces",
                "[{\"type\":\"pid\"},{\"type\":\"network\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"},{\"type\":\"cgroup\"},{\"type\":\"user\"}]",
                "/linux/uidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10},{\"containerID\":50,\"hostID\":4294967295,\"size\":2}]",
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":1000,\"size\":10}]");
    }

    @Test
    void moreThan340MappingsAreRefused() {
        String mappings = IntStream.range(0, 341)
                .mapToObj(i -> "{\"containerID\":%d,\"hostID\":%d,\"size\":1}".formatted(i, i))
                .collect(Collectors.joining(",", "[", "]"));
        assertProblem(
                Severity.ERROR,
                "/linux/uidMappings",
                "has 341 mappings, the kernel takes at most 340",
                "/linux/namespaces",
                "[{\"type\":\"mount\"},{\"type\":\"uts\"},{\"type\":\"user\"}]",
                "/linux/uidMappings",
                mappings,
                "/linux/gidMappings",
                "[{\"containerID\":0,\"hostID\":0,\"size\":1}]");
    }

    @Test
    void aJoinedUserNamespaceNeedsNoMappings() {
        assertThat(SemanticChecks.check(ChangedConfig.with(
                        "/linux/namespaces",
                        "[{\"type\":\"mount\"},{\"type\":\"uts\"},{\"type\":\"user\",\"path\":\"/proc/1/ns/user\"}]")))
                .isEmpty();
    }
}
