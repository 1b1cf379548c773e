package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecCgroupTest {
    private static final CgroupPlace PIDS = new CgroupPlace(CgroupVersion.V1, List.of("pids"), "/cg/pids", "/box");
    private static final CgroupPlace CPU =
            new CgroupPlace(CgroupVersion.V1, List.of("cpu", "cpuacct"), "/cg/cpu", "/box");
    private static final CgroupPlace UNIFIED = new CgroupPlace(CgroupVersion.V2, List.of(), "/cg/unified", "/box");
    private static final List<CgroupPlace> HYBRID = List.of(PIDS, CPU, UNIFIED);

    private static List<String> directories(String... wanted) {
        return ExecCgroup.of(HYBRID, List.of(wanted), false).places().stream()
                .map(CgroupPlace::directory)
                .toList();
    }

    @Test
    void withoutAWishItIsTheContainersOwn() {
        assertThat(directories()).containsExactly("/cg/pids/box", "/cg/cpu/box", "/cg/unified/box");
        assertThat(ExecCgroup.of(HYBRID, List.of(), false).chosen()).isFalse();
        assertThat(ExecCgroup.of(HYBRID, List.of("/"), false).chosen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a,/a", "/a,/a", "a/b/,/a/b", "./a//b,/a/b", "a/../b,/b", "..a,/..a", "/,''"})
    void aPathWithoutAControllerIsForAll(String wanted, String below) {
        assertThat(directories(wanted))
                .containsExactly("/cg/pids/box" + below, "/cg/cpu/box" + below, "/cg/unified/box" + below);
    }

    @Test
    void aControllersPathIsForItsHierarchy() {
        assertThat(directories("pids:p", "cpuacct:c"))
                .containsExactly("/cg/pids/box/p", "/cg/cpu/box/c", "/cg/unified/box");
        assertThat(directories("pids,cpu:both"))
                .containsExactly("/cg/pids/box/both", "/cg/cpu/box/both", "/cg/unified/box");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/..", "../box-sibling", "a/../..", "a/b/../../../box", "pids:../x"})
    void aPathThatLeadsOutIsRefused(String wanted) {
        assertThatThrownBy(() -> directories(wanted))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not a sub cgroup of the container's");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> directories("memory:x")).hasMessageContaining("unknown controller memory");
        assertThatThrownBy(() -> directories("a", "b")).hasMessageContaining("must be the only one");
        assertThatThrownBy(() -> directories("pids:a", "pids:b")).hasMessageContaining("multiple times");
        assertThatThrownBy(() -> directories("pids:a:b")).hasMessageContaining("expected [CONTROLLER");
        assertThatThrownBy(() -> directories(",pids:a")).hasMessageContaining("a controller's name is empty");
        assertThatThrownBy(() -> ExecCgroup.of(List.of(), List.of("a"), false)).hasMessageContaining("has no cgroup");
    }

    @Test
    void besideInitIsWhereInitIsInVersion2() {
        var layout = new CgroupLayout(List.of(
                new CgroupHierarchy(CgroupVersion.V1, List.of("pids"), "/cg/pids", "/", "/elsewhere"),
                new CgroupHierarchy(CgroupVersion.V2, List.of(), "/cg/unified", "/top", "/top/box/init.scope")));

        assertThat(ExecCgroup.of(HYBRID, List.of(), false).besideInit(layout).places())
                .extracting(CgroupPlace::directory)
                .containsExactly("/cg/pids/box", "/cg/cpu/box", "/cg/unified/box/init.scope");
    }
}
