package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Controllers that only version 1 has, beside a tree of version 2. The test mounts them, and a controller that was
 * mounted once has left version 2, so this is for a machine of its own.
 */
@BlackBoxTest
@Tag("machine")
class NetworkControllerTest {
    private static Result run(Jrun jrun, BundleBuilder bundle, String controllers) throws IOException {
        Path point = Files.createDirectory(jrun.file("hierarchy"));
        bundle.mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro")
                .script("cat /sys/fs/cgroup/*/net_cls.classid /sys/fs/cgroup/*/net_prio.ifpriomap");
        return jrun.commandAmongMounts(
                        "mount -t cgroup -o " + controllers + " jrun " + point,
                        "run",
                        "--bundle",
                        bundle.write().toString(),
                        Jrun.newId())
                .run();
    }

    @Test
    void theClassAndThePrioritiesAreTheContainers(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.set(
                "/linux/resources", "{'network': {'classID': 1048577, 'priorities': [{'name': 'lo', 'priority': 5}]}}");

        Result result = run(jrun, bundle, "net_cls,net_prio").expectSuccess();

        assertThat(result.out().lines()).contains("1048577", "lo 5");
    }

    @Test
    @JrunOnly("other runtimes say it in other words")
    void aDeviceThatTheMachineLacksIsNamed(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.set("/linux/resources", "{'rdma': {'mlx5_0': {'hcaHandles': 3}}}");

        run(jrun, bundle, "rdma").expectFailure("/linux/resources/rdma/mlx5_0", "hca_handle=3", "no such device");
        assertThat(jrun.stateFolders()).isEmpty();
    }
}
