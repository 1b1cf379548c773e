package dev.jrun.runtime.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.CredentialCall.Prlimit64;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.FakeProcess;
import dev.jrun.spec.Rlimit;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceLimitsTest {
    private final FakeKernel kernel = new FakeKernel();

    private static Rlimit limit(String type, String soft, String hard) {
        return new Rlimit(type, new BigInteger(soft), new BigInteger(hard));
    }

    @Test
    void setsTheLimitsOfAnotherProcess() {
        FakeProcess init = kernel.addProcess(42);

        kernel.run(ResourceLimits.plan(
                List.of(limit("RLIMIT_NOFILE", "1024", "4096"), limit("RLIMIT_CORE", "0", "18446744073709551615")),
                42));

        assertThat(init.limits)
                .containsEntry(7, new FakeProcess.Limit(1024, 4096))
                .containsEntry(4, new FakeProcess.Limit(0, -1));
    }

    @Test
    void aLimitThatTheKernelRefusesIsNamed() {
        kernel.answering(Prlimit64.class, call -> Reply.of(-Errno.EPERM.number()));

        assertThatThrownBy(() -> kernel.run(
                        ResourceLimits.plan(List.of(limit("RLIMIT_NOFILE", "5", "18446744073709551615")), 42)))
                .isInstanceOf(SyscallException.class)
                .hasMessage("set RLIMIT_NOFILE to soft 5, hard unlimited: operation not permitted");
    }

    @Test
    void anUnknownLimitIsRefused() {
        assertThatThrownBy(() -> ResourceLimits.plan(List.of(limit("RLIMIT_FUN", "1", "1")), 42))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/rlimits/0/type: unknown limit RLIMIT_FUN; getrlimit(2) lists them");
    }

    @Test
    void aLimitThatIsThereTwiceIsRefused() {
        var twice = List.of(limit("RLIMIT_CPU", "1", "1"), limit("RLIMIT_CPU", "2", "2"));

        assertThatThrownBy(() -> ResourceLimits.plan(twice, 42))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/rlimits/1/type: RLIMIT_CPU is there twice; keep one of them");
    }

    @Test
    void aSoftLimitAboveTheHardOneIsRefused() {
        assertThatThrownBy(() -> ResourceLimits.plan(List.of(limit("RLIMIT_AS", "2", "1")), 42))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/rlimits/0/soft: RLIMIT_AS has a soft limit 2 above its hard limit 1");
    }

    @Test
    @SuppressWarnings("EnumOrdinal") // The kernel's numbers have no gap, and the enum is in their order.
    void theNumbersAreThoseOfTheKernel() {
        assertThat(ResourceLimit.values()).hasSize(16);
        for (ResourceLimit limit : ResourceLimit.values()) {
            assertThat(limit.number()).isEqualTo(limit.ordinal());
        }
        assertThat(ResourceLimit.named("RLIMIT_MEMLOCK").orElseThrow().number()).isEqualTo(8);
    }
}
