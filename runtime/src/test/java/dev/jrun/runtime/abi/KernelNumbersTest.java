package dev.jrun.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Our numbers are those of the kernel headers that are installed here. */
class KernelNumbersTest {
    /** Calls that are younger than the headers of the oldest distribution that jrun is built on. */
    private static final Set<String> YOUNG_CALLS = Set.of("FCHMODAT2", "STATMOUNT");

    private static <F extends Enum<F> & Flag> void check(KernelHeader header, F[] flags) {
        for (F flag : flags) {
            assertThat(header.number(flag.name())).as(flag.name()).contains(flag.bits());
        }
    }

    @Test
    void systemCallsOfX8664AgreeWithTheHeader() throws IOException {
        assumeThat(Arch.current()).as("the headers of this machine").isEqualTo(Arch.X86_64);

        check(KernelHeader.read("asm/unistd_64.h"), Arch.X86_64);
    }

    @Test
    void systemCallsOfAarch64AgreeWithTheHeader() throws IOException {
        check(KernelHeader.read("asm-generic/unistd.h"), Arch.AARCH64);
    }

    private static void check(KernelHeader header, Arch arch) {
        Set<String> unknown = new TreeSet<>();
        for (SyscallNumber call : SyscallNumber.values()) {
            Optional<Long> number = header.number("__NR_" + call.name().toLowerCase(Locale.ROOT));
            number.ifPresent(
                    found -> assertThat((long) call.on(arch)).as(call.name()).isEqualTo(found));
            if (number.isEmpty()) {
                unknown.add(call.name());
            }
        }
        assertThat(YOUNG_CALLS).containsAll(unknown);
    }

    @Test
    void mountFlagsAgreeWithTheHeader() throws IOException {
        KernelHeader header = KernelHeader.read("linux/mount.h");

        check(header, MountFlag.values());
        check(header, MountAttr.values());
    }

    @Test
    void cloneFlagsAgreeWithTheHeader() throws IOException {
        check(KernelHeader.read("linux/sched.h"), CloneFlag.values());
    }

    @Test
    void resolveFlagsAgreeWithTheHeader() throws IOException {
        check(KernelHeader.read("linux/openat2.h"), ResolveFlag.values());
    }

    @Test
    void openFlagsAgreeWithTheHeader() throws IOException {
        // The architecture's own header comes first: its definitions win.
        check(KernelHeader.read("asm/fcntl.h", "asm-generic/fcntl.h"), OpenFlag.values());
    }

    @Test
    void atFlagsAgreeWithTheHeader() throws IOException {
        check(KernelHeader.read("linux/fcntl.h"), AtFlag.values());
    }

    @Test
    void errnosAgreeWithTheHeader() throws IOException, ReflectiveOperationException {
        KernelHeader header = KernelHeader.read("asm-generic/errno-base.h", "asm-generic/errno.h");
        List<String> checked = new ArrayList<>();
        for (Field field : Errno.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof Errno errno) {
                assertThat(errno.name()).isEqualTo(field.getName());
                assertThat(header.number(field.getName())).as(field.getName()).contains((long) errno.number());
                checked.add(field.getName());
            }
        }
        assertThat(checked).contains("EPERM", "ENOSYS", "EDQUOT");
    }
}
