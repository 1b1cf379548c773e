package dev.jrun.runtime.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.seccomp.Seccomp;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where programs come from, and what tells them apart. */
class ProgramsTest {
    private static final Seccomp PROFILE = Profiles.parse("""
            {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdirat"], "action": "SCMP_ACT_TRAP"}]}
            """);

    @Test
    void aProgramIsCompiledOnceAndThenCameFromTheFirstCache() {
        var fast = new ProgramMemory();
        var slow = new ProgramMemory();
        var programs = new Programs(List.of(fast, slow));

        BpfProgram compiled = programs.of(PROFILE);

        assertThat(programs.of(PROFILE)).isSameAs(compiled);
        assertThat(new Programs(List.of(slow)).of(PROFILE)).isSameAs(compiled);
    }

    @Test
    void whatASlowCacheHasIsKeptByTheFastOne() {
        var fast = new ProgramMemory();
        var slow = new ProgramMemory();
        BpfProgram compiled = new Programs(List.of(slow)).of(PROFILE);

        assertThat(new Programs(List.of(fast, slow)).of(PROFILE)).isSameAs(compiled);
        assertThat(new Programs(List.of(fast)).of(PROFILE)).isSameAs(compiled);
    }

    @Test
    void theMemoryForgetsWhatWasUsedLeast() {
        var memory = new ProgramMemory();
        var program = new BpfProgram(new byte[8], false);
        for (int i = 0; i < 64; i++) {
            memory.keep("key " + i, program);
        }
        assertThat(memory.find("key 0")).isPresent();

        memory.keep("one more", program);

        assertThat(memory.find("key 0")).isPresent();
        assertThat(memory.find("key 1")).isEmpty();
        assertThat(memory.find("one more")).isPresent();
    }

    @Test
    void withoutTheLibraryTheProfileIsRefusedWithThePackageToInstall() {
        assertThatThrownBy(() -> new Programs(List.of(), Optional.empty()).of(PROFILE))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("/linux/seccomp: libseccomp.so.2 is not installed")
                .hasMessageContaining("libseccomp2");
    }

    @Test
    void keysDifferWhereProgramsDo() {
        Set<String> keys = new HashSet<>();
        List<String> profiles = List.of(
                "'syscalls': []",
                "'syscalls': [{'names': ['a'], 'action': 'SCMP_ACT_TRAP'}]",
                "'syscalls': [{'names': ['a'], 'action': 'SCMP_ACT_LOG'}]",
                "'syscalls': [{'names': ['a', 'b'], 'action': 'SCMP_ACT_LOG'}]",
                "'syscalls': [{'names': ['a1:b'], 'action': 'SCMP_ACT_LOG'}]",
                "'syscalls': [{'names': ['a'], 'action': 'SCMP_ACT_LOG', 'errnoRet': 0}]",
                "'syscalls': [{'names': ['a'], 'action': 'SCMP_ACT_LOG', 'errnoRet': 1}]",
                "'syscalls': [{'names': ['a'], 'action': 'SCMP_ACT_LOG', 'args': [{'index': 1, 'value': 2, 'op': 'SCMP_CMP_EQ'}]}]",
                "'syscalls': [{'names': ['a'], 'action': 'SCMP_ACT_LOG', 'args': [{'index': 1, 'value': 2, 'valueTwo': 0, 'op': 'SCMP_CMP_EQ'}]}]",
                "'syscalls': [{'names': ['a'], 'action': 'SCMP_ACT_LOG', 'args': [{'index': 2, 'value': 1, 'op': 'SCMP_CMP_EQ'}]}]",
                "'syscalls': [{'names': ['a'], 'action': 'SCMP_ACT_LOG', 'args': [{'index': 1, 'value': 2, 'op': 'SCMP_CMP_NE'}]}]",
                "'architectures': ['SCMP_ARCH_X86']",
                "'architectures': ['SCMP_ARCH_ARM']",
                "'defaultErrnoRet': 5");
        for (String members : profiles) {
            Seccomp profile =
                    Profiles.parse(("{'defaultAction': 'SCMP_ACT_ERRNO', " + members + "}").replace('\'', '"'));
            keys.add(ProgramKey.of(profile, Arch.X86_64, "2.5.4"));
        }
        keys.add(ProgramKey.of(PROFILE, Arch.X86_64, "2.5.4"));
        keys.add(ProgramKey.of(PROFILE, Arch.AARCH64, "2.5.4"));
        keys.add(ProgramKey.of(PROFILE, Arch.X86_64, "2.5.5"));

        assertThat(keys).hasSize(profiles.size() + 3);
    }

    @Test
    void whatDoesNotGoIntoTheProgramIsNotInItsKey() {
        Seccomp listening = Profiles.parse("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdirat"], "action": "SCMP_ACT_TRAP"}],
                  "flags": ["SECCOMP_FILTER_FLAG_LOG"], "listenerPath": "/run/l", "listenerMetadata": "x"}
                """);

        assertThat(ProgramKey.of(listening, Arch.X86_64, "1")).isEqualTo(ProgramKey.of(PROFILE, Arch.X86_64, "1"));
    }
}
