package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.failure.SystemdException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.freedesktop.dbus.connections.transports.AbstractTransport;
import org.freedesktop.dbus.connections.transports.TransportBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;

/**
 * A connection for some calls in a row, on one thread. All of them together have one time limit; when it is over the
 * connection is closed, which ends the call that waits.
 */
final class BusConnection implements AutoCloseable {
    private static final String BUS = "org.freedesktop.DBus";
    private static final String BUS_PATH = "/org/freedesktop/DBus";

    private final AbstractTransport transport;
    private final BusAddress address;
    private final Duration limit;
    private final Thread watch;
    private final Queue<DBusSignal> signals = new ArrayDeque<>();
    private volatile boolean late;

    private BusConnection(AbstractTransport transport, BusAddress address, Duration limit) {
        this.transport = transport;
        this.address = address;
        this.limit = limit;
        this.watch = Thread.ofPlatform().daemon().name("bus time limit").unstarted(this::closeLater);
    }

    static BusConnection open(BusAddress address, Duration limit) {
        BusConnection connection = prepare(address, limit);
        try {
            connection.watch.start();
            connection.transport.connect();
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw failed(address, e);
        }
        if (!address.isDirect()) {
            connection.callBus("Hello", "");
        }
        return connection;
    }

    private static BusConnection prepare(BusAddress address, Duration limit) {
        try {
            TransportBuilder builder = TransportBuilder.create("unix:path=" + address.socket());
            builder.configure().configureSasl().withSaslUid(HostUser.uid());
            return new BusConnection(builder.build(), address, limit);
        } catch (IOException | DBusException | RuntimeException e) {
            throw failed(address, e);
        }
    }

    private static SystemdException failed(BusAddress address, Exception e) {
        return new SystemdException("connect to systemd at " + address.socket() + ": " + e.getMessage());
    }

    /** Asks the bus for the signals of an interface; systemd sends them without, when it is asked directly. */
    void subscribe(String interfaceName, String member) {
        if (!address.isDirect()) {
            callBus("AddMatch", "s", "type='signal',interface='" + interfaceName + "',member='" + member + "'");
        }
    }

    private void callBus(String method, String signature, Object... arguments) {
        BusReply reply = call(BUS, BUS_PATH, BUS, method, signature, arguments);
        if (reply instanceof BusReply.Refused(String name, String text)) {
            throw new SystemdException(
                    "the bus at " + address.socket() + " refuses " + method + ": " + name + ": " + text);
        }
    }

    /** Calls a method and waits for the answer. */
    BusReply call(
            String name, String path, String interfaceName, String method, String signature, Object... arguments) {
        try {
            MethodCall call = transport
                    .getMessageFactory()
                    .createMethodCall(
                            null,
                            name,
                            path,
                            interfaceName,
                            method,
                            (byte) 0,
                            signature.isEmpty() ? null : signature,
                            arguments);
            transport.writeMessage(call);
            while (true) {
                Message message = read();
                if (message instanceof DBusSignal signal) {
                    signals.add(signal);
                } else if (message.getReplySerial() == call.getSerial()) {
                    return reply(message);
                }
            }
        } catch (IOException | DBusException e) {
            throw lost(method, e);
        }
    }

    private static BusReply reply(Message message) throws DBusException {
        List<Object> values = parameters(message);
        return message instanceof Error
                ? new BusReply.Refused(message.getName(), values.isEmpty() ? "" : String.valueOf(values.getFirst()))
                : new BusReply.Returned(values);
    }

    private static List<Object> parameters(Message message) throws DBusException {
        Object[] parameters = message.getParameters();
        return parameters == null ? List.of() : Arrays.asList(parameters);
    }

    /** Waits for a signal with arguments that are looked for, and gives them. */
    List<Object> await(String member, Predicate<List<Object>> wanted) {
        try {
            while (true) {
                DBusSignal signal = nextSignal();
                List<Object> values = parameters(signal);
                if (member.equals(signal.getName()) && wanted.test(values)) {
                    return values;
                }
            }
        } catch (IOException | DBusException e) {
            throw lost(member, e);
        }
    }

    private DBusSignal nextSignal() throws IOException, DBusException {
        while (signals.isEmpty()) {
            if (read() instanceof DBusSignal signal) {
                return signal;
            }
        }
        return signals.remove();
    }

    private Message read() throws IOException, DBusException {
        Message message = transport.readMessage();
        if (message == null) {
            throw new IOException("the connection was closed");
        }
        return message;
    }

    private SystemdException lost(String what, Exception e) {
        String why = late ? "no answer within " + limit.toSeconds() + " seconds" : e.getMessage();
        return new SystemdException("wait for systemd's " + what + " at " + address.socket() + ": " + why);
    }

    private void closeLater() {
        try {
            // The transport has no time limit for a read; closing it from beside ends one. close() interrupts this.
            Thread.sleep(limit);
            late = true;
            transport.close();
        } catch (InterruptedException | IOException e) {
            // Closed in time, or closed already.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        try {
            transport.close();
        } catch (IOException e) {
            throw new SystemdException(
                    "close the connection to systemd at " + address.socket() + ": " + e.getMessage());
        }
    }
}
