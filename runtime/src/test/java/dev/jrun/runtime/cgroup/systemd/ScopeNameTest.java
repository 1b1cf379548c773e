package dev.jrun.runtime.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeNameTest {
    private static ScopeName name(String path) {
        return ScopeName.choose(Optional.of(path), "web1", false);
    }

    @Test
    void aPathHasSlicePrefixAndName() {
        assertThat(name("machine.slice:libpod:web1")).isEqualTo(new ScopeName("machine.slice", "libpod-web1.scope"));
        assertThat(name("machine.slice::web1").unit()).isEqualTo("web1.scope");
    }

    @Test
    void theDefaultSliceIsTheSystemsOrTheUsers() {
        assertThat(name(":p:n").slice()).isEqualTo("system.slice");
        assertThat(ScopeName.choose(Optional.of(":p:n"), "web1", true).slice()).isEqualTo("user.slice");
    }

    @Test
    void withoutAPathTheContainersIdIsTheName() {
        assertThat(ScopeName.choose(Optional.empty(), "web1", false))
                .isEqualTo(new ScopeName("system.slice", "jrun-web1.scope"));
    }

    @ParameterizedTest
    @CsvSource({
        "a.slice, /a.slice/p-n.scope",
        "a-b-c.slice, /a.slice/a-b.slice/a-b-c.slice/p-n.scope",
        "-.slice, /p-n.scope"
    })
    void theDashesOfASliceAreItsLevels(String slice, String path) {
        ScopeName name = name(slice + ":p:n");

        assertThat(name.path()).isEqualTo(path);
        assertThat(ScopeName.ofPath("/user.slice" + path).unit()).isEqualTo("p-n.scope");
        assertThat(ScopeName.ofPath(path)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/system/web1",
                "a.slice:b",
                "a.slice:b:c:d",
                "a:b:c",
                ".slice:b:c",
                "-a.slice:b:c",
                "a-.slice:b:c",
                "a--b.slice:b:c",
                "a/b.slice:b:c",
                "a.slice:b:",
                "a.slice:b:c/d",
                "a.slice:b:c d",
                "a.slice:b:pod.slice"
            })
    void whatIsNoScopeIsRefused(String path) {
        assertThatThrownBy(() -> name(path))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/linux/cgroupsPath: ");
    }

    @Test
    void anIdThatIsNoUnitsNameIsRefused() {
        assertThatThrownBy(() -> ScopeName.choose(Optional.empty(), "a+b", false))
                .hasMessageContaining("'+'")
                .hasMessageContaining("slice:prefix:name");
        assertThatThrownBy(() -> name("a.slice:b:" + "c".repeat(256))).hasMessageContaining("255");
    }
}
