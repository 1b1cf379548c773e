package dev.jrun.runtime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallerTest {
    @Test
    void rootOfTheFirstUserNamespaceIsRoot() {
        Caller root = Caller.of(0, 0, "         0          0 4294967295\n");

        assertThat(root.inUserNamespace()).isFalse();
        assertThat(root.isRootless()).isFalse();
    }

    @Test
    void rootOfAnotherUserNamespaceIsNot() {
        Caller mapped = Caller.of(0, 0, "         0       1000          1\n         1     100000      65536\n");

        assertThat(mapped.inUserNamespace()).isTrue();
        assertThat(mapped.isRootless()).isTrue();
        assertThat(Caller.of(0, 0, "0 0 65536\n").isRootless()).isTrue();
    }

    @Test
    void aUserIsNot() {
        assertThat(Caller.of(1000, 1000, "0 0 4294967295\n").isRootless()).isTrue();
        assertThat(Caller.of(1000, 1000, "0 0 4294967295\n").inUserNamespace()).isFalse();
    }

    @Test
    void aKernelWithoutUserNamespacesHasOneRoot() {
        assertThat(Caller.of(0, 0, "").isRootless()).isFalse();
    }
}
