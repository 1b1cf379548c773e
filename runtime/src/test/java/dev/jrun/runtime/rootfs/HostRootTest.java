package dev.jrun.runtime.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.MountQuery.MountId;
import dev.jrun.runtime.syscall.MountQuery.Statmount;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.testing.FakeKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostRootTest {
    private static final int MS_PRIVATE = 1 << 18;
    private static final int MS_SLAVE = 1 << 19;
    private static final int MS_SHARED = 1 << 20;
    private static final int MOUNT_ID_UNIQUE = 0x4000;
    private static final int MOUNT_ROOT = 0x2000;

    private final FakeKernel kernel = new FakeKernel();

    HostRootTest() {
        userNamespace("user:[4026531837]");
        rootIs(MOUNT_ID_UNIQUE, MOUNT_ROOT);
        mounts(0x70, MS_PRIVATE, "rootfs");
    }

    private void userNamespace(String link) {
        kernel.answering(
                Readlinkat.class, read -> new Reply(link.length(), List.of(link.getBytes(StandardCharsets.UTF_8))));
    }

    private void rootIs(int mask, int attributes) {
        byte[] statx = new byte[256];
        ByteBuffer fields = ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder());
        fields.putInt(0, mask).putLong(8, attributes).putLong(144, 0x80);
        kernel.answering(MountId.class, ask -> new Reply(0, List.of(statx)));
    }

    /** The root's mount, 0x80, is on 0x70, and that on {@code parent}. */
    private void mounts(long parent, int propagation, String type) {
        kernel.answering(Statmount.class, ask -> {
            boolean below = ask.mount() == 0x70;
            byte[] answer = new byte[1024];
            ByteBuffer fields = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
            fields.putLong(40, ask.mount()).putLong(48, below ? parent : 0x70);
            fields.putLong(72, below ? propagation : MS_SHARED).putInt(36, 3);
            fields.put(515, (below ? type : "ext4").getBytes(StandardCharsets.UTF_8));
            return new Reply(0, List.of(answer));
        });
    }

    private boolean isReplaceable() {
        return HostRoot.isReplaceable(kernel);
    }

    @Test
    void aRootOnTheFirstFileSystemCanBeReplaced() {
        assertThat(isReplaceable()).isTrue();
        mounts(0x70, MS_SLAVE, "rootfs");
        assertThat(isReplaceable()).isTrue();
    }

    @Test
    void whereItsEndWouldReachOthersItCanNot() {
        mounts(0x70, MS_SHARED, "rootfs");
        assertThat(isReplaceable()).isFalse();
        mounts(0x70, MS_SHARED | MS_SLAVE, "rootfs");
        assertThat(isReplaceable()).isFalse();
    }

    @Test
    void aRootOnAnotherRootCanNot() {
        mounts(0x60, MS_PRIVATE, "rootfs");
        assertThat(isReplaceable()).isFalse();
        mounts(0x70, MS_PRIVATE, "ext4");
        assertThat(isReplaceable()).isFalse();
    }

    @Test
    void aFolderThatIsNoMountCanNot() {
        rootIs(MOUNT_ID_UNIQUE, 0);
        assertThat(isReplaceable()).isFalse();
    }

    @Test
    void inAnotherUserNamespaceItIsLocked() {
        userNamespace("user:[4026532001]");
        assertThat(isReplaceable()).isFalse();
    }

    @Test
    void whatAnOlderKernelDoesNotTellIsNotGuessed() {
        rootIs(0, MOUNT_ROOT);
        assertThat(isReplaceable()).isFalse();
        rootIs(MOUNT_ID_UNIQUE, MOUNT_ROOT);
        for (Errno errno : List.of(Errno.ENOSYS, Errno.EPERM)) {
            kernel.answering(Statmount.class, ask -> Reply.of(-errno.number()));
            assertThat(isReplaceable()).isFalse();
        }
    }
}
