package dev.jrun.runtime.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.DescriptorCall.Ioctl;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.RecordingExecutor;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UtsAndNetworkTest {
    private final FakeKernel kernel = new FakeKernel();

    private static Config config(String json) {
        return ConfigReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void setsTheHostNameAndTheDomainName() {
        kernel.run(HostName.plan(config("{'ociVersion': '1.3.0', 'hostname': 'box', 'domainname': 'example.org'}")));

        assertThat(kernel.process().hostname).isEqualTo("box");
        assertThat(kernel.process().domainname).isEqualTo("example.org");
    }

    @Test
    void leavesNamesThatTheConfigDoesNotHave() {
        assertThat(HostName.plan(config("{'ociVersion': '1.3.0', 'hostname': ''}"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void bringsTheLoopbackDeviceUp() {
        var recording = RecordingExecutor.answeringZero();

        recording.run(Loopback.up());

        assertThat(recording.calls().stream().map(call -> call.lower().number()))
                .containsExactly(SyscallNumber.SOCKET, SyscallNumber.IOCTL, SyscallNumber.CLOSE);
        Ioctl ioctl = recording.calls(Ioctl.class).getFirst();
        assertThat(ioctl.request()).isEqualTo(0x8914);
        assertThat(ioctl.argument()).startsWith('l', 'o', 0).hasSize(40);
        assertThat(ioctl.argument()[16]).isEqualTo((byte) 9);
    }
}
