package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a folder that stands in for resctrl: machines that have that are rare. */
class ResctrlStatisticsTest {
    @TempDir
    private Path mount = Path.of("");

    private void file(String name, String text) throws IOException {
        Path path = mount.resolve(name);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, text);
    }

    private String statistics() {
        Path group = mount.resolve("box");
        return new ResctrlStatistics(mount, group, Optional.of(group.resolve("mon_groups/box")))
                .read()
                .toString();
    }

    @Test
    void tellsWhatThereIsAndHowItIsShared() throws IOException {
        file("schemata", "    MB:0=100;1=100\n    L3:0=7ff;1=7ff\n");
        file("box/schemata", "    MB:0=20;1=100\n    L3:0=f;1=7ff\n");
        file("info/L3/cbm_mask", "7ff\n");
        file("info/L3/min_cbm_bits", "1\n");
        file("info/L3/num_closids", "16\n");
        file("info/MB/bandwidth_gran", "10\n");
        file("info/MB/delay_linear", "1\n");
        file("info/MB/min_bandwidth", "10\n");
        file("info/MB/num_closids", "8\n");

        assertThat(statistics())
                .isEqualTo("{\"l3_cache_info\":{\"cbm_mask\":\"7ff\",\"min_cbm_bits\":1,\"num_closids\":16},"
                        + "\"l3_cache_schema_root\":\"L3:0=7ff;1=7ff\",\"l3_cache_schema\":\"L3:0=f;1=7ff\","
                        + "\"mem_bw_info\":{\"bandwidth_gran\":10,\"delay_linear\":1,\"min_bandwidth\":10,"
                        + "\"num_closids\":8},"
                        + "\"mem_bw_schema_root\":\"MB:0=100;1=100\",\"mem_bw_schema\":\"MB:0=20;1=100\"}");
    }

    @Test
    void tellsWhatIsUsedOfEachCache() throws IOException {
        file("box/mon_groups/box/mon_data/mon_L3_00/mbm_total_bytes", "300\n");
        file("box/mon_groups/box/mon_data/mon_L3_00/mbm_local_bytes", "200\n");
        file("box/mon_groups/box/mon_data/mon_L3_00/llc_occupancy", "4096\n");
        file("box/mon_groups/box/mon_data/mon_L3_01/mbm_total_bytes", "Unavailable\n");
        file("box/mon_groups/box/mon_data/mon_L3_01/llc_occupancy", "0\n");

        assertThat(statistics())
                .isEqualTo("{\"mbm_stats\":[{\"mbm_total_bytes\":300,\"mbm_local_bytes\":200}],"
                        + "\"cmt_stats\":[{\"llc_occupancy\":4096},{\"llc_occupancy\":0}]}");
    }

    @Test
    void codeAndDataApartAreTwoLinesInOneText() throws IOException {
        file("info/L3CODE/cbm_mask", "7ff\n");
        file("info/L3/cbm_mask", "7ff\n");
        file("box/schemata", "L3DATA:0=f\nL3CODE:0=3\n");

        assertThat(statistics()).contains("\"l3_cache_schema\":\"L3DATA:0=f\\nL3CODE:0=3\"");
    }
}
