package dev.jrun.runtime.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerPathTest {
    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b",
        "a/b, /a/b",
        "//a///b/, /a/b",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/../../etc, /etc",
        "/a/.., /",
        "/, /",
    })
    void isCleanedByItsText(String text, String clean) {
        assertThat(ContainerPath.of(text)).hasToString(clean);
    }

    @Test
    void isOpenedRelativeToTheRoot() {
        assertThat(ContainerPath.of("/a/b").relative()).isEqualTo("a/b");
        assertThat(ContainerPath.of("/").relative()).isEqualTo(".");
    }

    @Test
    void liesBelowAnotherByWholeNamesOnly() {
        assertThat(ContainerPath.of("/proc/x").startsWith(ContainerPath.of("/proc")))
                .isTrue();
        assertThat(ContainerPath.of("/procx").startsWith(ContainerPath.of("/proc")))
                .isFalse();
        assertThat(ContainerPath.of("/x").startsWith(ContainerPath.of("/"))).isTrue();
    }
}
