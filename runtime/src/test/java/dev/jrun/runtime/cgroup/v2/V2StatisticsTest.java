package dev.jrun.runtime.cgroup.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.List;
import org.junit.jupiter.api.Test;

class V2StatisticsTest {
    private static final String BOX = "/sys/fs/cgroup/box";

    private final FakeKernel kernel = new FakeKernel();

    private void file(String name, String text) {
        kernel.files().file(BOX + "/" + name, text);
    }

    private String statistics() {
        kernel.files().directory(BOX);
        var place = new CgroupPlace(CgroupVersion.V2, List.of(), "/sys/fs/cgroup", "/box");
        return new V2Statistics(place).read().run(kernel).toString();
    }

    @Test
    void timeIsToldInNanosecondsAndWithItsPressure() {
        file(
                "cpu.stat",
                "usage_usec 30\nuser_usec 20\nsystem_usec 10\nnr_periods 7\nnr_throttled 3\nthrottled_usec 4\n");
        file(
                "cpu.pressure",
                "some avg10=0.22 avg60=0.17 avg300=1.11 total=58761459\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=5\n");

        assertThat(statistics())
                .contains("\"usage\":{\"total\":30000,\"kernel\":10000,\"user\":20000}")
                .contains("\"throttling\":{\"periods\":7,\"throttledPeriods\":3,\"throttledTime\":4000}")
                .contains("\"psi\":{\"some\":{\"avg10\":0.22,\"avg60\":0.17,\"avg300\":1.11,\"total\":58761459},"
                        + "\"full\":{\"avg10\":0.00,\"avg60\":0.00,\"avg300\":0.00,\"total\":5}}");
    }

    @Test
    void memoryIsToldWithSwapAsVersion1CountsIt() {
        file("memory.stat", "anon 8192\nfile 4096\n");
        file("memory.current", "12288\n");
        file("memory.max", "67108864\n");
        file("memory.peak", "20480\n");
        file("memory.swap.current", "100\n");
        file("memory.swap.max", "1000\n");
        file("memory.events", "low 0\nhigh 1\nmax 2\noom 3\noom_kill 4\noom_group_kill 0\n");

        assertThat(statistics())
                .contains("\"memory\":{\"cache\":4096,\"usage\":{\"limit\":67108864,\"usage\":12288,\"max\":20480,"
                        + "\"failcnt\":2},\"swap\":{\"limit\":67109864,\"usage\":12388,\"failcnt\":0},"
                        + "\"raw\":{\"anon\":8192,\"file\":4096},\"event_count\":{\"low\":0,\"high\":1,\"max\":2,"
                        + "\"oom\":3,\"oom_kill\":4,\"oom_group_kill\":0}}");
    }

    @Test
    void withoutLimitThereIsTheGreatestNumber() {
        file("memory.stat", "file 0\n");
        file("memory.current", "1\n");
        file("memory.max", "max\n");
        file("memory.swap.current", "0\n");
        file("memory.swap.max", "max\n");

        assertThat(statistics())
                .contains("\"usage\":{\"limit\":18446744073709551615,", "\"swap\":{\"limit\":18446744073709551615,");
    }

    @Test
    void inputAndOutputAreToldByDevice() {
        file(
                "io.stat",
                "8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n259:3 rbytes=1 wbytes=2 rios=3 wios=4\n");
        file("io.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=9\n");

        assertThat(statistics())
                .contains("\"ioServiceBytesRecursive\":[{\"major\":8,\"minor\":0,\"op\":\"Read\",\"value\":4096},"
                        + "{\"major\":8,\"minor\":0,\"op\":\"Write\",\"value\":0},"
                        + "{\"major\":259,\"minor\":3,\"op\":\"Read\",\"value\":1},"
                        + "{\"major\":259,\"minor\":3,\"op\":\"Write\",\"value\":2}]")
                .contains("\"total\":9");
    }

    @Test
    void cpusAndNodesAreThoseThatItHas() {
        file("cpuset.cpus", "\n");
        file("cpuset.cpus.effective", "0-1\n");
        file("cpuset.mems.effective", "0\n");

        assertThat(statistics()).contains("\"cpuset\":{\"cpus\":[0,1],\"mems\":[0]}");
    }

    @Test
    void hugePagesAreToldForEachSize() {
        file("hugetlb.2MB.current", "0\n");
        file("hugetlb.2MB.max", "max\n");
        file("hugetlb.2MB.events", "max 3\n");
        file("hugetlb.2MB.rsvd.current", "4194304\n");
        file("hugetlb.2MB.rsvd.max", "4194304\n");

        assertThat(statistics()).contains("\"hugetlb\":{\"2MB\":{\"usage\":4194304,\"failcnt\":3}}");
    }

    @Test
    void whatTheKernelDoesNotCountIsLeftOut() {
        assertThat(statistics()).isEqualTo("{\"cpuset\":{},\"blkio\":{},\"cpu\":{},\"memory\":{},\"hugetlb\":{}}");
    }
}
