package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the kernel treats the container's process, as /proc and the process itself tell. */
@BlackBoxTest
class AttributeTest {
    /** Where proc_pid_stat(5) has its fields, counted from the one behind the name. */
    private static final int NICE = 16;

    private static final int REALTIME_PRIORITY = 37;
    private static final int POLICY = 38;

    private static List<String> stat(String line) {
        return List.of(line.substring(line.lastIndexOf(')') + 2).strip().split(" "));
    }

    /** A cpu hierarchy of version 1 gives a new cgroup no time for real-time processes; a hook gives it some. */
    private static void allowRealtime(BundleBuilder bundle) {
        String cgroup = "/" + Jrun.newId();
        String file = "/sys/fs/cgroup/cpu" + cgroup + "/cpu.rt_runtime_us";
        String script = "if test -e " + file + "; then echo 1000 > " + file + "; fi";
        bundle.set("/linux/cgroupsPath", "'" + cgroup + "'")
                .set("/hooks", "{'createRuntime': [{'path': '/bin/sh', 'args': ['sh', '-c', '" + script + "']}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'policy': 'SCHED_OTHER', 'nice': 5}                      | 0 | 5 | 0",
                "{'policy': 'SCHED_OTHER', 'nice': -3}                     | 0 | -3 | 0",
                "{'policy': 'SCHED_BATCH', 'nice': 19}                     | 3 | 19 | 0",
                "{'policy': 'SCHED_IDLE'}                                  | 5 | 0 | 0",
                "{'policy': 'SCHED_FIFO', 'priority': 1}                   | 1 | 0 | 1",
                "{'policy': 'SCHED_RR', 'priority': 2}                     | 2 | 0 | 2"
            })
    @JrunOnly("runc 1.1 has no scheduler")
    void theSchedulerIsTheConfigs(
            String scheduler, String policy, String nice, String priority, Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/scheduler", scheduler).args("cat", "/proc/self/stat");
        allowRealtime(bundle);

        List<String> stat = stat(jrun.output(bundle));
        assertThat(stat.get(POLICY)).isEqualTo(policy);
        assertThat(stat.get(NICE)).isEqualTo(nice);
        assertThat(stat.get(REALTIME_PRIORITY)).isEqualTo(priority);
    }

    @Test
    @JrunOnly("runc 1.1 has no scheduler")
    void aPolicyThatIsNotForChildrenStaysWithTheProcess(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/scheduler", "{'policy': 'SCHED_RR', 'priority': 1, 'flags': ['SCHED_FLAG_RESET_ON_FORK']}")
                .script("cat /proc/self/stat; read -r own < /proc/$$/stat; echo \"$own\"");
        allowRealtime(bundle);

        List<String> lines = jrun.output(bundle).lines().toList();
        assertThat(stat(lines.getFirst()).get(POLICY)).isEqualTo("0");
        assertThat(stat(lines.getLast()).get(POLICY)).isEqualTo("2");
    }

    @Test
    @JrunOnly("runc 1.1 has no scheduler")
    void aRealTimePolicyThatTheCgroupHasNoTimeForIsAnErrorThatSaysSo(Jrun jrun, BundleBuilder bundle) {
        assumeThat(Path.of("/sys/fs/cgroup/cpu/cpu.rt_runtime_us"))
                .as("the cpu controller of cgroup v1 with real-time groups")
                .exists();
        bundle.set("/process/scheduler", "{'policy': 'SCHED_FIFO', 'priority': 1}")
                .sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/process/scheduler", "SCHED_FIFO", "/linux/resources/cpu/realtimeRuntime");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    @JrunOnly("runc 1.1 has no scheduler")
    void aDeadlineReachesTheKernel(Jrun jrun, BundleBuilder bundle) {
        // Shorter than the kernel's smallest runtime of about a microsecond: what it refuses it was told.
        bundle.set("/process/scheduler", "{'policy': 'SCHED_DEADLINE', 'runtime': 1, 'deadline': 2, 'period': 3}")
                .sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/process/scheduler", "SCHED_DEADLINE", "invalid argument");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'class': 'IOPRIO_CLASS_RT', 'priority': 3} | realtime: prio 3",
                "{'class': 'IOPRIO_CLASS_BE', 'priority': 6} | best-effort: prio 6",
                "{'class': 'IOPRIO_CLASS_IDLE'}              | idle"
            })
    @JrunOnly("runc 1.1 has no ioPriority")
    void theIoPriorityIsTheConfigs(String priority, String printed, Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/ioPriority", priority).args("busybox", "ionice", "-p", "1");

        assertThat(jrun.output(bundle).strip()).startsWith(printed);
    }

    @Test
    @JrunOnly("runc 1.1 has no scheduler")
    void attributesHoldForAUserWithoutPrivilegesAndInAUserNamespace(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/user", "{'uid': 1000, 'gid': 1000}")
                .set("/process/scheduler", "{'policy': 'SCHED_RR', 'priority': 1}")
                .args("cat", "/proc/self/stat");
        allowRealtime(bundle);
        assertThat(stat(jrun.output(bundle)).get(POLICY)).isEqualTo("2");

        bundle.namespace("user");
        bundle.set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 0, 'size': 2000}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 0, 'size': 2000}]");
        assertThat(stat(jrun.output(bundle)).get(POLICY)).isEqualTo("2");
    }

    @Test
    @JrunOnly("runc 1.1 has no personality")
    void theExecutionDomainIsTheConfigs(Jrun jrun, BundleBuilder bundle) {
        bundle.args("busybox", "uname", "-m");
        String own = jrun.output(bundle);
        assertThat(jrun.output(bundle.set("/linux/personality", "{'domain': 'LINUX'}")))
                .isEqualTo(own);
        bundle.set("/linux/personality", "{'domain': 'LINUX32'}").args("cat", "/proc/self/personality");
        assertThat(jrun.output(bundle)).isEqualTo("00000008\n");
    }

    @Test
    @JrunOnly("runc 1.1 has no personality")
    void aFlagOfTheExecutionDomainIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/personality", "{'domain': 'LINUX', 'flags': ['ADDR_NO_RANDOMIZE']}")
                .sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/linux/personality/flags/0", "ADDR_NO_RANDOMIZE");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'mode': 'MPOL_BIND', 'nodes': '0'}                                        | bind:0",
                "{'mode': 'MPOL_BIND', 'nodes': '0', 'flags': ['MPOL_F_STATIC_NODES']}      | bind=static:0",
                "{'mode': 'MPOL_INTERLEAVE', 'nodes': '0', 'flags': ['MPOL_F_RELATIVE_NODES']} | interleave=relative:0",
                "{'mode': 'MPOL_PREFERRED', 'nodes': '0'}                                   | prefer:0",
                "{'mode': 'MPOL_PREFERRED_MANY', 'nodes': '0-0'}                            | prefer (many):0",
                "{'mode': 'MPOL_LOCAL'}                                                     | local",
                "{'mode': 'MPOL_DEFAULT'}                                                   | default"
            })
    @JrunOnly("runc 1.1 has no memoryPolicy")
    void theMemoryPolicyIsTheConfigs(String policy, String shown, Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/memoryPolicy", policy).script("grep stack /proc/self/numa_maps");

        assertThat(jrun.output(bundle)).contains(" " + shown + " ");
    }

    @Test
    @JrunOnly("runc 1.1 has no memoryPolicy")
    void aMemoryPolicyForNodesThatAreNotThereFails(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/memoryPolicy", "{'mode': 'MPOL_BIND', 'nodes': '700'}")
                .sleeping();
        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/linux/memoryPolicy", "MPOL_BIND on nodes {700}", "invalid argument");

        bundle.set("/linux/memoryPolicy/nodes", "'1-0'");
        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/linux/memoryPolicy/nodes", "1-0");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    @JrunOnly("runc 1.1 has no execCPUAffinity")
    void theCpusOfExecsDoNotConcernTheContainersProcess(Jrun jrun, BundleBuilder bundle) {
        bundle.args("grep", "^Cpus_allowed_list:", "/proc/self/status");
        String own = jrun.output(bundle);

        bundle.set("/process/execCPUAffinity", "{'initial': '0', 'final': '0'}");
        assertThat(jrun.output(bundle)).isEqualTo(own);
    }

    @Test
    @JrunOnly("runc 1.1 has no execCPUAffinity")
    void aListOfCpusThatIsNoneIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/execCPUAffinity", "{'initial': '0', 'final': '1-two'}")
                .sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/process/execCPUAffinity/final", "1-two");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aConsoleSizeWithoutATerminalHasNoEffect(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/consoleSize", "{'height': 20, 'width': 60}").script("echo fine");

        assertThat(jrun.output(bundle)).isEqualTo("fine\n");
    }

    @Test
    void annotationsAreKept(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/annotations", "{'org.example.key': 'a value', 'empty': ''}")
                .sleeping();
        try (Container container = jrun.create(bundle)) {
            assertThat(container
                            .state()
                            .path("annotations")
                            .path("org.example.key")
                            .asString())
                    .isEqualTo("a value");
            assertThat(container.state().path("annotations").path("empty").asString("none"))
                    .isEmpty();
        }
    }
}
