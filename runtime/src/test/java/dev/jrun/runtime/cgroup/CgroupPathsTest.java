package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CgroupPathsTest {
    private static final String HYBRID_MOUNTS = """
            23 1 0:21 / / rw,relatime shared:1 - ext4 /dev/root rw
            31 23 0:28 / /sys/fs/cgroup rw,relatime shared:9 master:2 - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
            33 31 0:30 / /sys/fs/cgroup/pids rw,relatime shared:3 - cgroup cgroup rw,pids
            40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
            """;
    private static final String HYBRID_CGROUP = """
            12:memory:/not-mounted
            4:cpu,cpuacct:/user.slice
            3:pids:/
            1:name=systemd:/user.slice/a:b
            0::/user.slice
            """;
    private static final CgroupLayout HYBRID = CgroupLayout.parse(HYBRID_MOUNTS, HYBRID_CGROUP);

    private static List<String> directories(CgroupLayout layout, String cgroupsPath) {
        return CgroupPaths.choose(layout, Optional.of(cgroupsPath), "id", false).places().stream()
                .map(CgroupPlace::directory)
                .toList();
    }

    private static CgroupLayout unified(String mountRoot, String ownPath) {
        return CgroupLayout.parse(
                "41 31 0:38 " + mountRoot + " /sys/fs/cgroup rw - cgroup2 cgroup2 rw", "0::" + ownPath + "\n");
    }

    @Test
    void readsAHybridLayout() {
        assertThat(HYBRID.hierarchies())
                .containsExactly(
                        new CgroupHierarchy(
                                CgroupVersion.V1,
                                List.of("cpu", "cpuacct"),
                                "/sys/fs/cgroup/cpu,cpuacct",
                                "/",
                                "/user.slice"),
                        new CgroupHierarchy(CgroupVersion.V1, List.of("pids"), "/sys/fs/cgroup/pids", "/", "/"),
                        new CgroupHierarchy(
                                CgroupVersion.V1,
                                List.of("name=systemd"),
                                "/sys/fs/cgroup/systemd",
                                "/",
                                "/user.slice/a:b"),
                        new CgroupHierarchy(CgroupVersion.V2, List.of(), "/sys/fs/cgroup/unified", "/", "/user.slice"));
        assertThat(HYBRID.has(CgroupVersion.V1)).isTrue();
    }

    @Test
    void readsAPureVersionTwoLayout() {
        assertThat(unified("/", "/a").hierarchies())
                .containsExactly(new CgroupHierarchy(CgroupVersion.V2, List.of(), "/sys/fs/cgroup", "/", "/a"));
        assertThat(unified("/", "/a").has(CgroupVersion.V1)).isFalse();
    }

    @Test
    void aBlankInAMountPointIsRead() {
        CgroupLayout layout =
                CgroupLayout.parse("41 31 0:38 / /my\\040cgroups\\134 rw - cgroup2 cgroup2 rw\n", "0::/\n");

        assertThat(layout.hierarchies().getFirst().mountPoint()).isEqualTo("/my cgroups\\");
    }

    @Test
    void theMountThatHidesAnotherCounts() {
        CgroupLayout layout = CgroupLayout.parse("""
                41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
                42 41 0:39 / /sys/fs/cgroup rw - tmpfs tmpfs rw
                """, "0::/\n");

        assertThat(layout.hierarchies()).isEmpty();
    }

    @Test
    void anAbsolutePathIsBelowEachMountPoint() {
        assertThat(directories(HYBRID, "//box/./one/"))
                .containsExactly(
                        "/sys/fs/cgroup/cpu,cpuacct/box/one",
                        "/sys/fs/cgroup/pids/box/one",
                        "/sys/fs/cgroup/systemd/box/one",
                        "/sys/fs/cgroup/unified/box/one");
    }

    @Test
    void aRelativePathIsBelowTheCallersCgroup() {
        assertThat(directories(HYBRID, "box/one"))
                .containsExactly(
                        "/sys/fs/cgroup/cpu,cpuacct/user.slice/box/one",
                        "/sys/fs/cgroup/pids/box/one",
                        "/sys/fs/cgroup/systemd/user.slice/a:b/box/one",
                        "/sys/fs/cgroup/unified/user.slice/box/one");
    }

    @Test
    void withoutAPathTheContainersIdStandsIn() {
        assertThat(CgroupPaths.choose(unified("/", "/a"), Optional.empty(), "web1", false)
                        .places())
                .containsExactly(new CgroupPlace(CgroupVersion.V2, List.of(), "/sys/fs/cgroup", "/a/web1"));
        assertThat(directories(unified("/", "/"), "")).containsExactly("/sys/fs/cgroup/id");
    }

    @Test
    void inAContainerTheCallersCgroupIsSeenBelowTheMountsRoot() {
        assertThat(directories(unified("/docker/x", "/docker/x/sub"), "c")).containsExactly("/sys/fs/cgroup/sub/c");
        assertThat(directories(unified("/docker/x", "/docker/x"), "c")).containsExactly("/sys/fs/cgroup/c");
        assertThat(directories(unified("/docker/x", "/docker/xy"), "/c")).containsExactly("/sys/fs/cgroup/c");
    }

    @Test
    void aCallerWhoseCgroupIsNotVisibleNeedsAnAbsolutePath() {
        for (CgroupLayout layout : List.of(unified("/docker/x", "/docker/xy"), unified("/", "/../other"))) {
            assertThatThrownBy(() -> directories(layout, "c"))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageStartingWith("/linux/cgroupsPath: the caller's own cgroup /")
                    .hasMessageEndingWith(" is not visible below /sys/fs/cgroup; use an absolute path");
        }
    }

    @Test
    void aPathThatLeavesItsPlaceIsRefused() {
        assertThatThrownBy(() -> directories(HYBRID, "/a/../../b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/cgroupsPath: /a/../../b must not have .. in it");
        assertThatThrownBy(() -> directories(HYBRID, "/./"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/cgroupsPath: /./ is the root cgroup; name one below it");
        assertThatThrownBy(() -> directories(HYBRID, "a\nb"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/cgroupsPath: a cgroup's name can't have a NUL or a line break in it");
    }

    @Test
    void survivesTheStateFile() {
        CgroupPaths paths =
                CgroupPaths.choose(HYBRID, Optional.of("a b:c"), "id", false).withMade(List.of("/x"));

        assertThat(CgroupPaths.parse(paths.placeLines(), paths.made())).isEqualTo(paths);
        assertThat(paths.placeLines()).contains("V2  /sys/fs/cgroup/unified /user.slice/a b:c");
        assertThatThrownBy(() -> CgroupPlace.parse("V1 pids")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsWhatACgroupMountNeeds() {
        assertThat(CgroupPaths.choose(HYBRID, Optional.of("/c"), "id", false).mounts())
                .containsExactly(
                        new CgroupMount(
                                "cpu,cpuacct",
                                List.of("cpu", "cpuacct"),
                                1,
                                "/sys/fs/cgroup/cpu,cpuacct/c",
                                "/sys/fs/cgroup/cpu,cpuacct"),
                        new CgroupMount("pids", List.of("pids"), 1, "/sys/fs/cgroup/pids/c", "/sys/fs/cgroup/pids"),
                        new CgroupMount(
                                "systemd",
                                List.of("name=systemd"),
                                1,
                                "/sys/fs/cgroup/systemd/c",
                                "/sys/fs/cgroup/systemd"),
                        new CgroupMount("unified", List.of(), 2, "/sys/fs/cgroup/unified/c", "/sys/fs/cgroup/unified"));
    }
}
