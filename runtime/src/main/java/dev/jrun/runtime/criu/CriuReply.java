package dev.jrun.runtime.criu;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.jrun.runtime.failure.LostStubException;
import java.io.IOException;

/** What criu says: a notification that it waits to have acknowledged, or the result of the request. */
public sealed interface CriuReply {
    /**
     * criu has come to a point of its work.
     *
     * @param script the name of the point: {@code setup-namespaces}, {@code post-restore}
     * @param pid of the restored init, where criu tells it; else 0
     */
    record Notification(String script, int pid) implements CriuReply {}

    /** The request was done. {@code pid} is that of the restored init; 0 after a dump. */
    record Done(int pid) implements CriuReply {}

    /** The request failed; the reason is in criu's log. */
    record Failed() implements CriuReply {}

    /** Reads what criu has sent. */
    static CriuReply decode(byte[] message) {
        try {
            return new Decoder().read(CodedInputStream.newInstance(message));
        } catch (IOException e) {
            throw new LostStubException("criu answered in an unknown way: " + e.getMessage());
        }
    }

    /** A reply as it is read. */
    final class Decoder {
        private static final int TYPE = 1;
        private static final int SUCCESS = 2;
        private static final int RESTORE = 4;
        private static final int NOTIFY = 5;
        private static final int TYPE_NOTIFY = 6;

        private int type;
        private boolean success;
        private String script = "";
        private int pid;

        private Decoder() {}

        private CriuReply read(CodedInputStream in) throws IOException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case TYPE -> type = in.readEnum();
                    case SUCCESS -> success = in.readBool();
                    case RESTORE -> readRestore(in.readBytes().newCodedInput());
                    case NOTIFY -> readNotify(in.readBytes().newCodedInput());
                    default -> in.skipField(tag);
                }
            }
            if (!success) {
                return new Failed();
            }
            return type == TYPE_NOTIFY ? new Notification(script, pid) : new Done(pid);
        }

        private void readRestore(CodedInputStream in) throws IOException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == 1) {
                    pid = in.readInt32();
                } else {
                    in.skipField(tag);
                }
            }
        }

        private void readNotify(CodedInputStream in) throws IOException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> script = in.readString();
                    case 2 -> pid = in.readInt32();
                    default -> in.skipField(tag);
                }
            }
        }
    }
}
