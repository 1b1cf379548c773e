import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** {@code java ConsoleListener.java SOCKET}: takes the terminals that are sent there. Unread, they stay open. */
final class ConsoleListener {
    private ConsoleListener() {}

    public static void main(String[] arguments) throws IOException {
        List<SocketChannel> senders = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(arguments[0]));
            while (true) {
                senders.add(server.accept());
            }
        }
    }
}
