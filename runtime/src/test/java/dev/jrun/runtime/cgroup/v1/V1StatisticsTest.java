package dev.jrun.runtime.cgroup.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class V1StatisticsTest {
    private final FakeKernel kernel = new FakeKernel();
    private final List<CgroupPlace> places = new ArrayList<>();

    private void place(String hierarchy, String... controllers) {
        String mount = "/sys/fs/cgroup/" + hierarchy;
        kernel.files().directory(mount + "/box");
        places.add(new CgroupPlace(CgroupVersion.V1, List.of(controllers), mount, "/box"));
    }

    private void file(String path, String text) {
        kernel.files().file("/sys/fs/cgroup/" + path, text);
    }

    private String statistics() {
        return new V1Statistics(places).read().run(kernel).toString();
    }

    @Test
    void timeIsToldInNanoseconds() {
        place("cpu,cpuacct", "cpu", "cpuacct");
        file("cpu,cpuacct/box/cpuacct.usage", "30000001\n");
        file("cpu,cpuacct/box/cpuacct.usage_percpu", "20000000 10000001 \n");
        file("cpu,cpuacct/box/cpuacct.usage_all", "cpu user system\n0 15000000 5000000\n1 10000000 1\n");
        file("cpu,cpuacct/box/cpuacct.stat", "user 2\nsystem 1\n");
        file(
                "cpu,cpuacct/box/cpu.stat",
                "nr_periods 7\nnr_throttled 3\nthrottled_time 450\nnr_bursts 0\nburst_time 0\n");

        assertThat(statistics())
                .contains("\"usage\":{\"total\":30000001,\"percpu\":[20000000,10000001],\"percpu_kernel\":[5000000,1],"
                        + "\"percpu_user\":[15000000,10000000],\"kernel\":10000000,\"user\":20000000}")
                .contains("\"throttling\":{\"periods\":7,\"throttledPeriods\":3,\"throttledTime\":450}");
    }

    @Test
    void cpusAndNodesAreListed() {
        place("cpuset", "cpuset");
        file("cpuset/box/cpuset.cpus", "0-2,5\n");
        file("cpuset/box/cpuset.mems", "0\n");
        file("cpuset/box/cpuset.cpu_exclusive", "0\n");
        file("cpuset/box/cpuset.sched_load_balance", "1\n");
        file("cpuset/box/cpuset.sched_relax_domain_level", "-1\n");

        assertThat(statistics())
                .contains("\"cpuset\":{\"cpus\":[0,1,2,5],\"mems\":[0],\"cpu_exclusive\":0,\"sched_load_balance\":1,"
                        + "\"sched_relax_domain_level\":-1}");
    }

    @Test
    void memoryIsToldWithSwapAndTheKernels() {
        place("memory", "memory");
        file("memory/box/memory.stat", "cache 4096\nrss 8192\nhierarchical_memory_limit 67108864\n");
        file("memory/box/memory.limit_in_bytes", "67108864\n");
        file("memory/box/memory.usage_in_bytes", "12288\n");
        file("memory/box/memory.max_usage_in_bytes", "20480\n");
        file("memory/box/memory.failcnt", "2\n");
        file("memory/box/memory.memsw.limit_in_bytes", "9223372036854771712\n");
        file("memory/box/memory.kmem.usage_in_bytes", "512\n");

        assertThat(statistics())
                .contains("\"memory\":{\"cache\":4096,\"usage\":{\"limit\":67108864,\"usage\":12288,\"max\":20480,"
                        + "\"failcnt\":2},\"swap\":{\"limit\":9223372036854771712,\"failcnt\":0},"
                        + "\"kernel\":{\"limit\":0,\"usage\":512,\"failcnt\":0}")
                .contains("\"raw\":{\"cache\":4096,\"rss\":8192,\"hierarchical_memory_limit\":67108864}");
    }

    @Test
    void aLimitOfProcessesIsToldWhereThereIsOne() {
        place("pids", "pids");
        file("pids/box/pids.current", "3\n");
        file("pids/box/pids.max", "max\n");
        assertThat(statistics()).contains("\"pids\":{\"current\":3}");

        kernel.files().remove("/sys/fs/cgroup/pids/box/pids.max");
        file("pids/box/pids.max", "50\n");
        assertThat(statistics()).contains("\"pids\":{\"current\":3,\"limit\":50}");
    }

    @Test
    void theSchedulerThatKnowsMostTellsOfInputAndOutput() {
        place("blkio", "blkio");
        file("blkio/box/blkio.throttle.io_service_bytes_recursive", "8:0 Read 1\n8:0 Total 1\nTotal 1\n");
        file("blkio/box/blkio.throttle.io_serviced_recursive", "8:0 Read 2\nTotal 2\n");
        assertThat(statistics())
                .contains("\"ioServiceBytesRecursive\":[{\"major\":8,\"minor\":0,\"op\":\"Read\",\"value\":1},"
                        + "{\"major\":8,\"minor\":0,\"op\":\"Total\",\"value\":1}]")
                .contains("\"ioServicedRecursive\":[{\"major\":8,\"minor\":0,\"op\":\"Read\",\"value\":2}]");

        file("blkio/box/blkio.bfq.io_service_bytes_recursive", "8:0 Write 9\nTotal 9\n");
        file("blkio/box/blkio.bfq.io_serviced_recursive", "Total 0\n");
        file("blkio/box/blkio.sectors_recursive", "8:16 77\n");
        assertThat(statistics())
                .contains("\"ioServiceBytesRecursive\":[{\"major\":8,\"minor\":0,\"op\":\"Write\",\"value\":9}]")
                .contains("\"ioServicedRecursive\":[{\"major\":8,\"minor\":0,\"op\":\"Read\",\"value\":2}]")
                .contains("\"sectorsRecursive\":[{\"major\":8,\"minor\":16,\"value\":77}]");
    }

    @Test
    void hugePagesAreToldForEachSize() {
        place("hugetlb", "hugetlb");
        file("hugetlb/box/hugetlb.2MB.usage_in_bytes", "2097152\n");
        file("hugetlb/box/hugetlb.2MB.max_usage_in_bytes", "4194304\n");
        file("hugetlb/box/hugetlb.2MB.failcnt", "1\n");
        file("hugetlb/box/hugetlb.1GB.usage_in_bytes", "0\n");
        file("hugetlb/box/hugetlb.1GB.max_usage_in_bytes", "0\n");
        file("hugetlb/box/hugetlb.1GB.failcnt", "0\n");

        assertThat(statistics())
                .contains("\"hugetlb\":{\"1GB\":{\"usage\":0,\"max\":0,\"failcnt\":0},"
                        + "\"2MB\":{\"usage\":2097152,\"max\":4194304,\"failcnt\":1}}");
    }

    @Test
    void reservationsOfHugePagesGoFirst() {
        place("hugetlb", "hugetlb");
        file("hugetlb/box/hugetlb.2MB.usage_in_bytes", "0\n");
        file("hugetlb/box/hugetlb.2MB.failcnt", "0\n");
        file("hugetlb/box/hugetlb.2MB.rsvd.usage_in_bytes", "2097152\n");
        file("hugetlb/box/hugetlb.2MB.rsvd.failcnt", "4\n");

        assertThat(statistics()).contains("\"hugetlb\":{\"2MB\":{\"usage\":2097152,\"failcnt\":4}}");
    }

    @Test
    void rdmaDevicesAreToldWithTheirLimits() {
        place("rdma", "rdma");
        file("rdma/box/rdma.current", "mlx4_0 hca_handle=1 hca_object=20\n");
        file("rdma/box/rdma.max", "mlx4_0 hca_handle=2 hca_object=max\n");

        assertThat(statistics())
                .contains("\"rdma\":{\"rdma_current\":[{\"device\":\"mlx4_0\",\"hca_handles\":1,\"hca_objects\":20}],"
                        + "\"rdma_limit\":[{\"device\":\"mlx4_0\",\"hca_handles\":2,\"hca_objects\":4294967295}]}");
    }

    @Test
    void aCgroupThatWentAwayHasNothing() {
        place("memory", "memory");
        place("cpuset", "cpuset");
        kernel.files().remove("/sys/fs/cgroup/memory/box").remove("/sys/fs/cgroup/cpuset/box");

        assertThat(statistics()).contains("\"cpuset\":{}", "\"raw\":{}", "\"pids\":{}", "\"hugetlb\":{}");
    }

    @Test
    void aFileOfManyDevicesIsReadWhole() {
        place("blkio", "blkio");
        var text = new StringBuilder();
        for (int minor = 0; minor < 2000; minor++) {
            text.append("253:").append(minor).append(" Read 4096\n");
        }
        file("blkio/box/blkio.throttle.io_serviced_recursive", text.toString());

        assertThat(statistics()).contains("\"minor\":1999,\"op\":\"Read\",\"value\":4096}]");
    }
}
