package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits of {@code linux.resources}: the kernel has them, and the container feels them. */
@BlackBoxTest
@Tag("cgroup")
class ResourceTest {
    private static final String MIB_64 = "67108864";

    /** What a config asks for, and what the files of the container's cgroup say then; the files of version 2 second. */
    static Stream<Arguments> limits() {
        return Stream.of(
                limit("{'memory': {'limit': 67108864}}", "memory.limit_in_bytes=" + MIB_64, "memory.max=" + MIB_64),
                limit(
                        "{'memory': {'limit': 67108864, 'swap': 134217728}}",
                        "memory.memsw.limit_in_bytes=134217728",
                        "memory.swap.max=" + MIB_64),
                limit("{'memory': {'limit': -1}}", "memory.limit_in_bytes=9223372036854771712", "memory.max=max"),
                limit(
                        "{'memory': {'reservation': 67108864}}",
                        "memory.soft_limit_in_bytes=" + MIB_64,
                        "memory.low=" + MIB_64),
                limit("{'cpu': {'shares': 512}}", "cpu.shares=512", "cpu.weight=59"),
                limit("{'cpu': {'quota': 50000}}", "cpu.cfs_quota_us=50000", "cpu.max=50000 100000"),
                limit(
                        "{'cpu': {'quota': 50000, 'period': 200000, 'burst': 1000}}",
                        "cpu.cfs_period_us=200000 cpu.cfs_burst_us=1000",
                        "cpu.max=50000 200000"),
                limit("{'cpu': {'idle': 1}}", "cpu.idle=1", "cpu.idle=1"),
                limit("{'cpu': {'cpus': '0', 'mems': '0'}}", "cpuset.cpus=0 cpuset.mems=0", "cpuset.cpus=0"),
                limit("{'pids': {'limit': 11}}", "pids.max=11", "pids.max=11"),
                limit("{'pids': {'limit': -1}}", "pids.max=max", "pids.max=max"),
                limit(
                        "{'hugepageLimits': [{'pageSize': '2MB', 'limit': 4194304}]}",
                        "hugetlb.2MB.limit_in_bytes=4194304",
                        "hugetlb.2MB.max=4194304"));
    }

    /** What version 2 does not have. */
    static Stream<Arguments> limitsOfVersion1() {
        return Stream.of(
                limit("{'memory': {'swappiness': 7}}", "memory.swappiness=7", ""),
                limit("{'memory': {'kernelTCP': 67108864}}", "memory.kmem.tcp.limit_in_bytes=" + MIB_64, ""),
                limit("{'memory': {'useHierarchy': true}}", "memory.use_hierarchy=1", ""));
    }

    private static Arguments limit(String resources, String v1, String v2) {
        return Arguments.of(resources, v1, v2);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void theKernelHasTheLimit(String resources, String v1, String v2, Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", resources).sleeping();
        try (Container container = jrun.start(bundle)) {
            var cgroup = new Cgroup(container.init());
            String expected = cgroup.has(v1.split("=")[0]) ? v1 : v2;
            // A file's name begins each pair; a value may have blanks.
            for (String pair : expected.split(" (?=[a-z]+\\.)")) {
                String[] fileAndValue = pair.split("=", 2);
                assertThat(cgroup.value(fileAndValue[0])).as(pair).isEqualTo(fileAndValue[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("limitsOfVersion1")
    void whatOnlyVersion1HasIsSetThereAndRefusedElsewhere(
            String resources, String v1, String nothing, Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", resources).sleeping();
        if (!hasHierarchy("memory")) {
            if (!resources.contains("useHierarchy")) {
                refused(jrun, bundle).expectFailure("/linux/resources/memory/");
            }
            return;
        }
        try (Container container = jrun.start(bundle)) {
            String[] fileAndValue = v1.split("=", 2);
            assertThat(new Cgroup(container.init()).value(fileAndValue[0])).isEqualTo(fileAndValue[1]);
        }
    }

    @Test
    void theOomKillerCanBeDisabledInVersion1(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'memory': {'limit': 67108864, 'disableOOMKiller': true}}")
                .sleeping();
        if (!hasHierarchy("memory")) {
            refused(jrun, bundle).expectFailure("/linux/resources/memory/disableOOMKiller");
            return;
        }
        try (Container container = jrun.start(bundle)) {
            assertThat(new Cgroup(container.init()).value("memory.oom_control")).startsWith("oom_kill_disable 1");
        }
    }

    @Test
    void blockDevicesAreThrottled(Jrun jrun, BundleBuilder bundle) {
        String disk = disk();
        String device = "[{'major': %s, 'minor': %s, 'rate': 1048576}]".formatted((Object[]) disk.split(":"));
        bundle.set(
                        "/linux/resources",
                        "{'blockIO': {'throttleReadBpsDevice': " + device + ", 'throttleWriteIOPSDevice': " + device
                                + "}}")
                .sleeping();
        try (Container container = jrun.start(bundle)) {
            var cgroup = new Cgroup(container.init());
            if (hasHierarchy("blkio")) {
                assertThat(cgroup.value("blkio.throttle.read_bps_device")).isEqualTo(disk + " 1048576");
                assertThat(cgroup.value("blkio.throttle.write_iops_device")).isEqualTo(disk + " 1048576");
            } else {
                assertThat(cgroup.value("io.max")).isEqualTo(disk + " rbps=1048576 wbps=max riops=max wiops=1048576");
            }
        }
    }

    @Test
    void blockWeightIsSetOrTheMissingSchedulerIsNamed(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'blockIO': {'weight': 123}}").sleeping();
        List<String> files = List.of("blkio.weight", "blkio.bfq.weight", "io.bfq.weight", "io.weight");
        List<String> found;
        try (Container plain = jrun.start(bundle.set("/linux/resources", "{}"))) {
            found = files.stream().filter(new Cgroup(plain.init())::has).toList();
        }
        bundle.set("/linux/resources", "{'blockIO': {'weight': 123}}");
        if (found.isEmpty()) {
            refused(jrun, bundle).expectFailure("/linux/resources/blockIO/weight: write ", "no such file or directory");
            return;
        }
        try (Container container = jrun.start(bundle)) {
            String expected = found.getFirst().equals("io.weight") ? "1142" : "123";
            assertThat(new Cgroup(container.init()).value(found.getFirst())).contains(expected);
        }
    }

    @Test
    void filesOfVersion2CanBeNamed(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'unified': {'cgroup.max.depth': '3', 'hugetlb.2MB.max': '2097152'}}")
                .sleeping();
        try (Container container = jrun.start(bundle)) {
            var cgroup = new Cgroup(container.init());
            assertThat(cgroup.value("cgroup.max.depth")).isEqualTo("3");
            assertThat(cgroup.value("hugetlb.2MB.max")).isEqualTo("2097152");
        }
    }

    @Test
    @JrunOnly("other runtimes say it in other words")
    void aControllerThatIsMissingIsRefusedBeforeAnythingIsMade(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/linux/resources", "{'rdma': {'mlx5_0': {'hcaHandles': 3}}, 'network': {'classID': 1}}");

        refused(jrun, bundle).expectFailure("/linux/resources/network/classID: ", "net_cls");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    @JrunOnly("other runtimes say it in other words")
    void aValueThatTheKernelRefusesIsNamedAndNothingIsLeft(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/linux/resources", "{'cpu': {'cpus': '4000'}}");

        refused(jrun, bundle).expectFailure("/linux/resources/cpu/cpus: write 4000 to ", "/cpuset.cpus: ");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aForkBombStopsAtTheLimit(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'pids': {'limit': 10}}")
                .script("(for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do sleep 1000 & done); exec sleep 1000");
        try (Container container = jrun.start(bundle)) {
            Await.until("the refusal of a fork", container::errors, text -> text.contains("fork"));
            assertThat(Integer.parseInt(new Cgroup(container.init()).value("pids.current")))
                    .isBetween(2, 10);
        }
    }

    @Test
    @JrunOnly("others have more processes in the cgroup than the container when the limit is set")
    void oneProcessIsEnoughForAContainer(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'pids': {'limit': 1}}").args("true");

        assertThat(jrun.output(bundle)).isEmpty();
    }

    @Test
    void whoTakesMoreMemoryThanTheLimitIsKilled(Jrun jrun, BundleBuilder bundle) {
        // tail keeps all it has read for want of a line's end.
        bundle.set("/linux/resources", "{'memory': {'limit': 16777216, 'swap': 16777216}}")
                .args("tail", "/dev/zero");
        try (Container container = jrun.start(bundle)) {
            assertThat(container.exitCode()).isEqualTo(137);
        }
    }

    @Test
    void halfAMebibyteIsEnoughForAContainer(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'memory': {'limit': 524288}}").args("true");

        assertThat(jrun.output(bundle)).isEmpty();
    }

    @Test
    void anInitThatDiesOfTheLimitIsReportedAsSuch(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'memory': {'limit': 65536, 'swap': 65536}}")
                .args("true");

        refused(jrun, bundle).expectFailure("container init was OOM-killed (memory limit too low?)");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void theContainerSeesItsCpus(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'cpu': {'cpus': '0'}}").script("grep Cpus_allowed_list /proc/self/status");

        assertThat(jrun.output(bundle)).isEqualTo("Cpus_allowed_list:\t0\n");
    }

    @Test
    void aDeviceThatIsNotAllowedCanNotBeOpened(Jrun jrun, BundleBuilder bundle) {
        withDevice(bundle, "").script("cat /dev/other 2>&1; head -c 1 /dev/zero | wc -c");

        assertThat(jrun.output(bundle)).contains("Operation not permitted").endsWith("1\n");
    }

    @Test
    void aDeviceThatIsAllowedCanBeOpened(Jrun jrun, BundleBuilder bundle) {
        withDevice(bundle, ", {'allow': true, 'type': 'c', 'major': 1, 'minor': 11, 'access': 'w'}")
                .script("true > /dev/other && echo written; cat /dev/other 2>&1; true");

        assertThat(jrun.output(bundle)).startsWith("written\n").contains("Operation not permitted");
    }

    @Test
    @JrunOnly("other runtimes insist on the controller of version 1")
    void whereVersion1HasNoDevicesAProgramOfVersion2LimitsThem(Jrun jrun, BundleBuilder bundle) {
        withDevice(bundle, ", {'allow': true, 'type': 'c', 'major': 1, 'minor': 11, 'access': 'w'}")
                .script("true > /dev/other && echo written; cat /dev/other 2>&1; head -c 1 /dev/zero | wc -c");
        String[] run = {"run", "--bundle", bundle.write().toString(), Jrun.newId()};

        String output = mountPoint("devices")
                .map(point -> jrun.commandWithout(point, run).run().expectSuccess())
                .orElseGet(() -> jrun.succeed(run))
                .out();

        assertThat(output)
                .startsWith("written\n")
                .contains("Operation not permitted")
                .endsWith("1\n");
    }

    /** With the kernel's log as a device that nobody has by default. */
    static BundleBuilder withDevice(BundleBuilder bundle, String rule) {
        return bundle.set(
                        "/linux/devices",
                        "[{'path': '/dev/other', 'type': 'c', 'major': 1, 'minor': 11, 'fileMode': 438}]")
                .set("/linux/resources", "{'devices': [{'allow': false, 'access': 'rwm'}" + rule + "]}");
    }

    private static Result refused(Jrun jrun, BundleBuilder bundle) {
        return jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId());
    }

    private static boolean hasHierarchy(String controller) {
        return mountPoint(controller).isPresent();
    }

    /** Where a controller of version 1 is mounted. */
    private static Optional<Path> mountPoint(String controller) {
        return ProcFacts.self().mounts().stream()
                .filter(mount ->
                        mount.type().equals("cgroup") && mount.superOptions().contains(controller))
                .map(mount -> Path.of(mount.point()))
                .findFirst();
    }

    /** The number of a whole disk of this machine: a part of one can't be throttled. */
    private static String disk() {
        try (Stream<Path> disks = Files.list(Path.of("/sys/block"))) {
            Path disk = disks.sorted().findFirst().orElseThrow(() -> new AssertionError("no disk in /sys/block"));
            return Files.readString(disk.resolve("dev")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a process' cgroup, in whichever hierarchy they are. */
    private record Cgroup(ProcFacts process) {
        boolean has(String file) {
            return folders().stream().anyMatch(folder -> Files.exists(folder.resolve(file)));
        }

        String value(String file) {
            Path found = folders().stream()
                    .map(folder -> folder.resolve(file))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + file + " in " + folders()));
            try {
                return Files.readString(found).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<Path> folders() {
            return CgroupTest.folders(process);
        }
    }
}
