package dev.jrun.spec.check;

import static dev.jrun.spec.check.ChangedConfig.assertProblem;

import org.junit.jupiter.api.Test;

class MountChecksTest {
    @Test
    void aRelativeDestinationIsDeprecated() {
        assertProblem(
                Severity.WARNING,
                "/mounts/0/destination",
                "\"data\" is relative, which is deprecated; it is taken from /",
                "/mounts",
                "[{\"destination\":\"data\",\"type\":\"tmpfs\"}]");
    }

    @Test
    void anEmptyDestinationIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/mounts/0/destination",
                "must not be empty",
                "/mounts",
                "[{\"destination\":\"\",\"type\":\"tmpfs\"}]");
    }

    @Test
    void nulInADestinationIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/mounts/0/destination",
                "contains a NUL character, which Linux can't take",
                "/mounts",
                "[{\"destination\":\"/a\\u0000\",\"type\":\"tmpfs\"}]");
    }

    @Test
    void anOptionThatIsUndoneHasNoEffect() {
        assertProblem(
                Severity.WARNING,
                "/mounts/0/options/0",
                "rw has no effect, ro follows it",
                "/mounts",
                "[{\"destination\":\"/a\",\"type\":\"tmpfs\",\"options\":[\"rw\",\"nosuid\",\"ro\"]}]");
    }

    @Test
    void twoPropagationsContradict() {
        assertProblem(
                Severity.WARNING,
                "/mounts/0/options",
                "more than one propagation: private, rshared",
                "/mounts",
                "[{\"destination\":\"/a\",\"type\":\"tmpfs\",\"options\":[\"private\",\"rshared\"]}]");
    }

    @Test
    void aBindMountWithoutSourceIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/mounts/0/source",
                "missing, a bind mount needs it",
                "/mounts",
                "[{\"destination\":\"/a\",\"type\":\"none\",\"options\":[\"rbind\"]}]");
    }

    @Test
    void aMountWithoutTypeIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/mounts/0/type",
                "missing, only bind mounts and remounts do without a type",
                "/mounts",
                "[{\"destination\":\"/a\",\"source\":\"x\"}]");
    }

    @Test
    void anIdMappedMountWithoutGidMappingsIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/mounts/0/gidMappings",
                "missing, an id-mapped mount needs mappings of both uids and gids",
                "/mounts",
                "[{\"destination\":\"/a\",\"source\":\"/x\",\"options\":[\"bind\"],\"uidMappings\":[{\"containerID\":0,\"hostID\":1000,\"size\":10}]}]");
    }

    @Test
    void anIdMappedMountWithoutUidMappingsIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/mounts/0/uidMappings",
                "missing, an id-mapped mount needs mappings of both uids and gids",
                "/mounts",
                "[{\"destination\":\"/a\",\"source\":\"/x\",\"options\":[\"bind\"],\"gidMappings\":[{\"containerID\":0,\"hostID\":1000,\"size\":10}]}]");
    }

    @Test
    void anIdMappedMountThatIsNoBindMountIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/mounts/0/uidMappings",
                "only a bind mount can be id-mapped",
                "/mounts",
                "[{\"destination\":\"/a\",\"type\":\"tmpfs\",\"uidMappings\":[{\"containerID\":0,\"hostID\":1000,\"size\":10}],\"gidMappings\":[{\"containerID\":0,\"hostID\":1000,\"size\":10}]}]");
    }

    @Test
    void mappingsOfAMountAreChecked() {
        assertProblem(
                Severity.ERROR,
                "/mounts/0/uidMappings/0/size",
                "must not be 0",
                "/mounts",
                "[{\"destination\":\"/a\",\"source\":\"/x\",\"options\":[\"bind\"],\"uidMappings\":[{\"containerID\":0,\"hostID\":0,\"size\":0}],\"gidMappings\":[{\"containerID\":0,\"hostID\":1000,\"size\":10}]}]");
    }
}
