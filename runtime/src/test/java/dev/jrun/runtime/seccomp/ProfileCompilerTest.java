package dev.jrun.runtime.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.ffi.LibSeccomp;
import dev.jrun.spec.seccomp.Seccomp;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What compiled profiles say of system calls. */
class ProfileCompilerTest {
    private static final int AUDIT_ARCH_I386 = 0x40000003;
    private static final int AUDIT_ARCH_X86_64 = 0xc000003e;
    private static final int AUDIT_ARCH_S390X = 0x80000016;
    private static final int MKDIR_I386 = 39;
    private static final int MKDIR_X86_64 = 83;

    private final LibSeccomp library = LibSeccomp.load().orElseThrow();
    private final ProfileCompiler compiler = new ProfileCompiler(library);

    private BpfProgram compile(String json) {
        return compiler.compile(Profiles.parse(json));
    }

    private int verdict(BpfProgram program, String name, long... arguments) {
        return ProgramVerdict.of(program, Arch.current(), library.syscall(name).orElseThrow(), arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "SCMP_ACT_KILL, 00000000",
        "SCMP_ACT_KILL_THREAD, 00000000",
        "SCMP_ACT_KILL_PROCESS, 80000000",
        "SCMP_ACT_TRAP, 00030000",
        "SCMP_ACT_ERRNO, 00050001",
        "SCMP_ACT_TRACE, 7ff00001",
        "SCMP_ACT_LOG, 7ffc0000",
        "SCMP_ACT_NOTIFY, 7fc00000"
    })
    void everyActionIsTheKernelsAndErrnosDefaultToEperm(String action, String expected) {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdirat"], "action": "%s"}]}
                """.formatted(action));

        assertThat(verdict(program, "mkdirat")).isEqualTo(Integer.parseUnsignedInt(expected, 16));
        assertThat(verdict(program, "unlinkat")).isEqualTo(KernelAction.ALLOW);
        assertThat(program.notifies()).isEqualTo(action.equals("SCMP_ACT_NOTIFY"));
    }

    @Test
    void rulesOverrideTheDefaultAndBothHaveTheirErrno() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "syscalls": [
                  {"names": ["mkdirat", "read"], "action": "SCMP_ACT_ALLOW"},
                  {"names": ["unlinkat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13},
                  {"names": ["openat"], "action": "SCMP_ACT_TRACE", "errnoRet": 77},
                  {"names": ["symlinkat"], "action": "SCMP_ACT_KILL_PROCESS", "errnoRet": 5}
                ]}
                """);

        assertThat(verdict(program, "mkdirat")).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "read")).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "unlinkat")).isEqualTo(KernelAction.ERRNO | 13);
        assertThat(verdict(program, "openat")).isEqualTo(KernelAction.TRACE | 77);
        assertThat(verdict(program, "symlinkat")).isEqualTo(KernelAction.KILL_PROCESS);
        assertThat(verdict(program, "execve")).isEqualTo(KernelAction.ERRNO | 38);
    }

    static Stream<Arguments> operators() {
        long large = 0x1_0000_0000L;
        return Stream.of(
                Arguments.of("SCMP_CMP_NE", 5, new long[] {4, 6, large + 5}, new long[] {5}),
                Arguments.of("SCMP_CMP_LT", 5, new long[] {0, 4}, new long[] {5, 6, large, -1}),
                Arguments.of("SCMP_CMP_LE", 5, new long[] {0, 5}, new long[] {6, large, -1}),
                Arguments.of("SCMP_CMP_EQ", 5, new long[] {5}, new long[] {4, 6, large + 5}),
                Arguments.of("SCMP_CMP_GE", 5, new long[] {5, 6, large, -1}, new long[] {0, 4}),
                Arguments.of("SCMP_CMP_GT", 5, new long[] {6, large, -1}, new long[] {0, 5}));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void argumentsAreComparedAs64UnsignedBits(String operator, long value, long[] matching, long[] others) {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdirat"], "action": "SCMP_ACT_TRAP",
                  "args": [{"index": 5, "op": "%s", "value": %d}]}]}
                """.formatted(operator, value));

        for (long argument : matching) {
            assertThat(verdict(program, "mkdirat", 0, 0, 0, 0, 0, argument))
                    .as("%d", argument)
                    .isEqualTo(KernelAction.TRAP);
        }
        for (long argument : others) {
            assertThat(verdict(program, "mkdirat", 0, 0, 0, 0, 0, argument))
                    .as("%d", argument)
                    .isEqualTo(KernelAction.ALLOW);
        }
    }

    @Test
    void aMaskIsTheValueAndWhatItIsComparedWithTheSecond() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["clone"], "action": "SCMP_ACT_TRAP",
                  "args": [{"index": 0, "op": "SCMP_CMP_MASKED_EQ", "value": 18446744069414584335, "valueTwo": 9}]}]}
                """);

        assertThat(verdict(program, "clone", 0x19)).isEqualTo(KernelAction.TRAP);
        assertThat(verdict(program, "clone", 0x09)).isEqualTo(KernelAction.TRAP);
        assertThat(verdict(program, "clone", 0x08)).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "clone", 0x1_0000_0009L)).isEqualTo(KernelAction.ALLOW);
    }

    @Test
    void conditionsOnDifferentArgumentsHaveToHoldTogether() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdirat"], "action": "SCMP_ACT_TRAP",
                  "args": [{"index": 0, "op": "SCMP_CMP_EQ", "value": 1}, {"index": 2, "op": "SCMP_CMP_GT", "value": 7}]}]}
                """);

        assertThat(verdict(program, "mkdirat", 1, 0, 8)).isEqualTo(KernelAction.TRAP);
        assertThat(verdict(program, "mkdirat", 1, 0, 7)).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "mkdirat", 2, 0, 8)).isEqualTo(KernelAction.ALLOW);
    }

    @Test
    void conditionsOnOneArgumentAreAlternatives() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdirat"], "action": "SCMP_ACT_TRAP",
                  "args": [{"index": 0, "op": "SCMP_CMP_EQ", "value": 1}, {"index": 0, "op": "SCMP_CMP_EQ", "value": 2}]}]}
                """);

        assertThat(verdict(program, "mkdirat", 1)).isEqualTo(KernelAction.TRAP);
        assertThat(verdict(program, "mkdirat", 2)).isEqualTo(KernelAction.TRAP);
        assertThat(verdict(program, "mkdirat", 3)).isEqualTo(KernelAction.ALLOW);
    }

    @Test
    void unknownNamesAndRulesThatRepeatTheDefaultArePassedOver() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                  {"names": ["call_of_the_future", "mkdirat"], "action": "SCMP_ACT_TRAP"},
                  {"names": ["another_one"], "action": "SCMP_ACT_NOTIFY"},
                  {"names": ["mkdirat", "openat"], "action": "SCMP_ACT_ALLOW"}
                ]}
                """);

        assertThat(verdict(program, "mkdirat")).isEqualTo(KernelAction.TRAP);
        assertThat(verdict(program, "openat")).isEqualTo(KernelAction.ALLOW);
        assertThat(program.notifies()).isFalse();
    }

    @Test
    void eachArchitectureHasItsOwnNumbersAndOthersAreKilled() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
                  "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_TRAP"}]}
                """);

        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_I386, MKDIR_I386)).isEqualTo(KernelAction.TRAP);
        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_I386, MKDIR_X86_64))
                .isEqualTo(KernelAction.ALLOW);
        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_X86_64, MKDIR_X86_64))
                .isEqualTo(KernelAction.TRAP);
        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_S390X, MKDIR_X86_64))
                .isEqualTo(KernelAction.KILL_THREAD);
    }

    @Test
    void thisMachinesArchitectureIsCoveredWithoutBeingNamed() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_RISCV64"],
                  "syscalls": [{"names": ["mkdirat"], "action": "SCMP_ACT_TRAP"}]}
                """);

        assertThat(verdict(program, "mkdirat")).isEqualTo(KernelAction.TRAP);
        assertThat(verdict(program, "openat")).isEqualTo(KernelAction.ALLOW);
    }

    @Test
    void anArchitectureOfTheOtherByteOrderIsRefused() {
        assertThatThrownBy(() -> compile("""
                        {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_S390X"]}
                        """))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("/linux/seccomp/architectures/1: SCMP_ARCH_S390X")
                .hasMessageContaining("byte order");
    }

    @Test
    void allTheSpecsArchitecturesAreNamedOrRefusedByName() {
        for (var arch : dev.jrun.spec.seccomp.SeccompArch.values()) {
            var profile = Profiles.parse("{'defaultAction': 'SCMP_ACT_ALLOW', 'architectures': ['%s']}"
                    .replace('\'', '"')
                    .formatted(arch));
            boolean known =
                    library.architecture(ProfileCompiler.libraryName(arch)).isPresent();
            if (!known) {
                assertThatThrownBy(() -> compiler.compile(profile))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("does not know " + arch);
            }
        }
        assertThat(SeccompSupport.features().archs().orElseThrow())
                .extracting(Enum::name)
                .contains("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64", "SCMP_ARCH_RISCV64", "SCMP_ARCH_X32");
    }

    @Test
    void aLargeProfileFitsIntoAProgram() {
        Seccomp profile = Profiles.engine();

        BpfProgram program = compiler.compile(profile);

        assertThat(verdict(program, "read")).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "mount")).isEqualTo(KernelAction.ERRNO | 1);
        assertThat(verdict(program, "keyctl")).isEqualTo(KernelAction.ERRNO | 1);
        assertThat(verdict(program, "uselib")).isEqualTo(KernelAction.ERRNO | 38);
        assertThat(verdict(program, "personality", 8)).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "personality", 1)).isEqualTo(KernelAction.ERRNO | 38);
        assertThat(verdict(program, "socket", 2, 1, 0)).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "socket", 16, 1, 9)).isEqualTo(KernelAction.ERRNO | 22);
        assertThat(verdict(program, "socket", 16, 1, 1)).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "clone", 17)).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "clone", 0x10000000)).isEqualTo(KernelAction.ERRNO | 38);
    }

    @Test
    void callsNewerThanAllThatTheProfileNamesAreAnsweredWithEnosys() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "syscalls": [
                  {"names": ["read", "openat", "execve"], "action": "SCMP_ACT_ALLOW"},
                  {"names": ["statx", "a_call_of_the_future"], "action": "SCMP_ACT_TRAP"}
                ]}
                """);

        assertThat(verdict(program, "read")).isEqualTo(KernelAction.ALLOW);
        assertThat(verdict(program, "statx")).isEqualTo(KernelAction.TRAP);
        assertThat(verdict(program, "mkdirat")).isEqualTo(KernelAction.ERRNO | 1);
        assertThat(verdict(program, "clone3")).isEqualTo(KernelAction.ERRNO | 38);
        assertThat(ProgramVerdict.of(program, Arch.current(), 9999)).isEqualTo(KernelAction.ERRNO | 38);
    }

    @Test
    void eachArchitectureHasItsOwnNewestCall() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
                  "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_ALLOW"}]}
                """);

        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_I386, MKDIR_I386)).isEqualTo(KernelAction.ALLOW);
        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_I386, MKDIR_I386 + 1))
                .isEqualTo(KernelAction.ERRNO | 38);
        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_X86_64, MKDIR_X86_64))
                .isEqualTo(KernelAction.ALLOW);
        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_X86_64, MKDIR_X86_64 + 1))
                .isEqualTo(KernelAction.ERRNO | 38);
        int x32 = 0x40000000;
        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_X86_64, x32 | MKDIR_X86_64))
                .isEqualTo(KernelAction.ALLOW);
        assertThat(ProgramVerdict.ofAudit(program, AUDIT_ARCH_X86_64, x32 | MKDIR_X86_64 + 1))
                .isEqualTo(KernelAction.ERRNO | 1);
    }

    @ParameterizedTest
    @CsvSource({"SCMP_ACT_KILL_PROCESS, 80000000", "SCMP_ACT_ALLOW, 7fff0000", "SCMP_ACT_TRAP, 00030000"})
    void otherDefaultsAreForNewerCallsToo(String action, String expected) {
        BpfProgram program = compile("""
                {"defaultAction": "%s", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_LOG"}]}
                """.formatted(action));

        assertThat(ProgramVerdict.of(program, Arch.current(), 9999)).isEqualTo(Integer.parseUnsignedInt(expected, 16));
    }

    @Test
    void aProfileThatNamesNothingHasNothingNewer() {
        BpfProgram program = compile("""
                {"defaultAction": "SCMP_ACT_ERRNO"}
                """);

        assertThat(ProgramVerdict.of(program, Arch.current(), 9999)).isEqualTo(KernelAction.ERRNO | 1);
    }
}
