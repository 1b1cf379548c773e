package dev.jrun.runtime.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LibSeccompTest {
    private static final int ALLOW = 0x7fff0000;
    private static final int TRAP = 0x30000;

    private final LibSeccomp library = LibSeccomp.load().orElseThrow();

    @Test
    void aLibraryThatIsNotInstalledIsNone() {
        assertThat(LibSeccomp.load("libseccomp-of-nobody.so.9")).isEmpty();
    }

    @Test
    void theVersionIsOneThatHasAllFunctions() {
        assertThat(library.version()).matches("2\\.([5-9]|\\d\\d)\\.\\d+");
    }

    @Test
    void namesAreResolvedAsTheKernelsTablesHaveThem() {
        for (SyscallNumber number : List.of(SyscallNumber.MOUNT, SyscallNumber.EXECVE, SyscallNumber.OPENAT2)) {
            String name = number.name().toLowerCase(Locale.ROOT);
            for (Arch arch : Arch.values()) {
                int token = library.architecture(arch.name().toLowerCase(Locale.ROOT))
                        .orElseThrow();
                assertThat(library.syscall(token, name)).hasValue(number.on(arch));
            }
            assertThat(library.syscall(name)).hasValue(number.on(Arch.current()));
        }
        assertThat(library.syscall("call_of_the_future")).isEmpty();
        assertThat(library.architecture("pdp11")).isEmpty();
    }

    @Test
    void rulesAndArchitecturesThatCannotBeAreReportedByErrno() {
        try (LibSeccomp.Filter filter = library.filter(ALLOW)) {
            assertThat(filter.addRule(TRAP, 1, List.of())).isZero();
            assertThat(filter.addRule(TRAP, 1, List.of(new LibSeccomp.Condition(7, 4, 0, 0))))
                    .isEqualTo(-Errno.EINVAL.number());
            int own = library.architecture(Arch.current().name().toLowerCase(Locale.ROOT))
                    .orElseThrow();
            assertThat(filter.addArchitecture(own)).isEqualTo(-Errno.EEXIST.number());
            assertThat(filter.export()).isNotEmpty();
        }
    }
}
