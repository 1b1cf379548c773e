package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Questions about mounts, by the number that no two of them ever have. */
public sealed interface MountQuery {
    /** statx(2) with STATX_MNT_ID_UNIQUE; empty where the path isn't a mount's root, or the kernel is older than 6.8. */
    record MountId(String path) implements MountQuery, Syscall<Optional<Long>> {
        private static final int STATX_MNT_ID_UNIQUE = 0x4000;
        private static final int STATX_ATTR_MOUNT_ROOT = 0x2000;
        private static final int SIZE = 256;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.STATX,
                    Fd.CWD.arg(),
                    Arg.text(path),
                    Arg.of(0),
                    Arg.of(STATX_MNT_ID_UNIQUE),
                    Arg.out(SIZE));
        }

        @Override
        public Optional<Long> lift(Reply reply) {
            ByteBuffer fields = ByteBuffer.wrap(reply.outs().getFirst()).order(ByteOrder.nativeOrder());
            boolean unique = (fields.getInt(0) & STATX_MNT_ID_UNIQUE) != 0;
            boolean root = (fields.getLong(8) & STATX_ATTR_MOUNT_ROOT) != 0;
            return unique && root ? Optional.of(fields.getLong(144)) : Optional.empty();
        }
    }

    /**
     * What is known of a mount.
     *
     * @param parent the mount that it is on; its own number where there is none
     * @param shared whether it shares mounts and unmounts with others
     * @param type of its file system
     */
    record MountFacts(long id, long parent, boolean shared, String type) {}

    /** statmount(2), since Linux 6.8. */
    record Statmount(long mount) implements MountQuery, Syscall<MountFacts> {
        private static final int REQUEST_SIZE = 24;
        private static final int STATMOUNT_MNT_BASIC = 2;
        private static final int STATMOUNT_FS_TYPE = 0x20;
        private static final int SIZE = 1024;
        private static final int STRINGS = 512;

        @Override
        public RawCall lower() {
            ByteBuffer request = ByteBuffer.allocate(REQUEST_SIZE).order(ByteOrder.nativeOrder());
            request.putInt(0, REQUEST_SIZE).putLong(8, mount).putLong(16, STATMOUNT_MNT_BASIC | STATMOUNT_FS_TYPE);
            return RawCall.of(SyscallNumber.STATMOUNT, Arg.in(request.array()), Arg.out(SIZE), Arg.of(SIZE), Arg.of(0));
        }

        @Override
        public MountFacts lift(Reply reply) {
            byte[] answer = reply.outs().getFirst();
            ByteBuffer fields = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
            boolean shared = (fields.getLong(72) & MountFlag.MS_SHARED.bits()) != 0;
            return new MountFacts(
                    fields.getLong(40), fields.getLong(48), shared, text(answer, STRINGS + fields.getInt(36)));
        }

        private static String text(byte[] answer, int from) {
            int end = from;
            while (answer[end] != 0) {
                end++;
            }
            return new String(answer, from, end - from, StandardCharsets.UTF_8);
        }
    }
}
