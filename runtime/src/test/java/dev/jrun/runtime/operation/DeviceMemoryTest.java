package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.cgroup.DeviceFilter;
import dev.jrun.runtime.syscall.BpfCall.LoadCgroupDevice;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
    private final FakeKernel kernel = new FakeKernel();
    private final int before = kernel.openDescriptors().size();
    private int loads;

    DeviceMemoryTest() {
        kernel.answering(LoadCgroupDevice.class, load -> {
            loads++;
            Fd program = kernel.call("make a descriptor", new Openat(Fd.CWD, "/", Set.of(), 0));
            return Reply.of(((Fd.Number) program).value());
        });
    }

    private static DeviceFilter filter(int number) {
        return new DeviceFilter("/sys/fs/cgroup/box", new byte[] {(byte) number, (byte) (number >> 8)}, false);
    }

    private Fd.Number program(DeviceMemory memory, int number) {
        return memory.program(kernel, filter(number)).orElseThrow();
    }

    private void close(Fd fd) {
        kernel.call("close", new Close(fd));
    }

    @Test
    void theKernelTakesAProgramOnceForAllWhoAreGivenADescriptorOfTheirOwn() {
        var memory = new DeviceMemory(kernel);
        Set<Fd.Number> given = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            given.add(program(memory, 1));
        }

        assertThat(loads).isEqualTo(1);
        assertThat(given).hasSize(3);
        given.forEach(this::close);
        close(program(memory, 1));
        assertThat(loads).isEqualTo(1);
    }

    @Test
    void onlyTheProgramsThatWereUsedLastAreKept() {
        var memory = new DeviceMemory(kernel);
        for (int number = 0; number < 100; number++) {
            close(program(memory, 0));
            close(program(memory, number));
        }
        assertThat(loads).isEqualTo(100);
        assertThat(kernel.openDescriptors()).hasSize(before + 64);

        close(program(memory, 0));
        close(program(memory, 99));
        assertThat(loads).isEqualTo(100);
        close(program(memory, 1));
        assertThat(loads).isEqualTo(101);
    }

    @Test
    void anEngineForOneCommandKeepsNothing() {
        var memory = new DeviceMemory();
        close(program(memory, 1));
        close(program(memory, 1));

        assertThat(loads).isEqualTo(2);
        assertThat(kernel.openDescriptors()).hasSize(before);
    }

    @Test
    void aProgramThatMayBeDoneWithoutIsAskedForAgain() {
        kernel.answering(LoadCgroupDevice.class, load -> {
            loads++;
            return Reply.of(-Errno.EPERM.number());
        });
        var optional = new DeviceFilter("/sys/fs/cgroup/box", new byte[8], true);
        var memory = new DeviceMemory(kernel);

        assertThat(memory.program(kernel, optional)).isEqualTo(Optional.empty());
        assertThat(memory.program(kernel, optional)).isEqualTo(Optional.empty());
        assertThat(loads).isEqualTo(2);
    }
}
