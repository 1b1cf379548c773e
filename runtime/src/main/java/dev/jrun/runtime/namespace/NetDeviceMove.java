package dev.jrun.runtime.namespace;

import static dev.jrun.runtime.namespace.NetlinkMessage.NLM_F_ACK;
import static dev.jrun.runtime.namespace.NetlinkMessage.NLM_F_CREATE;
import static dev.jrun.runtime.namespace.NetlinkMessage.NLM_F_DUMP;
import static dev.jrun.runtime.namespace.NetlinkMessage.NLM_F_EXCL;
import static dev.jrun.runtime.namespace.NetlinkMessage.NLM_F_REQUEST;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.spec.Linux;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One entry of {@code linux.netDevices}, as messages of rtnetlink(7). The main stub finds the device and its addresses
 * and moves it, which renames it in the same step; the kernel takes it down for that and forgets its addresses. Init
 * finds it again, gives it back the addresses and brings it up.
 *
 * @param name in the runtime's network namespace
 * @param target its name in the container's; {@code %d} in it is a number that the kernel chooses
 * @param pointer of the entry in the config
 */
public record NetDeviceMove(String name, String target, String pointer) {
    /** A device as a namespace lists it. */
    public record Link(int index, String name) {}

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_GETADDR = 22;
    private static final int LINK_SIZE = 16;
    private static final int ADDRESS_SIZE = 8;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_NET_NS_PID = 19;
    private static final int IFF_UP = 1;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_NODAD = 0x02;
    private static final int IFA_F_PERMANENT = 0x80;
    private static final int IFA_F_NOPREFIXROUTE = 0x200;
    private static final int RT_SCOPE_UNIVERSE = 0;

    /** The devices that {@code linux} names; a config that was checked has a network namespace for them. */
    public static List<NetDeviceMove> of(Linux linux) {
        List<NetDeviceMove> moves = new ArrayList<>();
        linux.netDevices().forEach((name, device) -> {
            String pointer = "/linux/netDevices/" + name.replace("~", "~0").replace("/", "~1");
            String target = device.name().filter(text -> !text.isEmpty()).orElse(name);
            moves.add(new NetDeviceMove(name, target, pointer));
        });
        return moves;
    }

    /**
     * Refuses names that are taken. Before any device is moved: the kernel would move it first and then not rename it.
     *
     * @param there the devices of the container
     */
    public static void requireFreeNames(List<NetDeviceMove> moves, List<Link> there) {
        Set<String> taken = new HashSet<>();
        there.forEach(link -> taken.add(link.name()));
        for (NetDeviceMove move : moves) {
            if (!taken.add(move.target()) && !move.isNumbered()) {
                throw new InvalidInputException(move.pointer() + ": the container has a network device " + move.target()
                        + " already; give another name, or one with %d in it");
            }
        }
    }

    private boolean isNumbered() {
        return target.contains("%d");
    }

    /** Asks for the device; answered with a link or an error. */
    public NetlinkMessage find() {
        return new NetlinkMessage(RTM_GETLINK, NLM_F_REQUEST, link(0, 0, 0, Map.of(IFLA_IFNAME, text(name))));
    }

    /** Asks for all devices. */
    public static NetlinkMessage links() {
        return new NetlinkMessage(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, link(0, 0, 0, Map.of()));
    }

    /** Asks for the addresses of all devices. */
    public static NetlinkMessage addresses() {
        return new NetlinkMessage(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, new byte[ADDRESS_SIZE]);
    }

    /** Moves the device {@code index} to the network namespace of process {@code pid}, and renames it. */
    public NetlinkMessage move(int index, long pid) {
        byte[] process = new Arg.Struct(4).int32(0, (int) pid).toBytes();
        byte[] body = link(index, 0, 0, Map.of(IFLA_NET_NS_PID, process, IFLA_IFNAME, text(target)));
        return new NetlinkMessage(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, body);
    }

    /** Brings the device {@code index} up. */
    public static NetlinkMessage up(int index) {
        return new NetlinkMessage(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, link(index, IFF_UP, IFF_UP, Map.of()));
    }

    /** The devices in {@code answer}. */
    public static List<Link> links(List<NetlinkMessage> answer) {
        List<Link> links = new ArrayList<>();
        for (NetlinkMessage message : answer) {
            if (message.type() == RTM_NEWLINK) {
                byte[] name = message.attributes(LINK_SIZE).getOrDefault(IFLA_IFNAME, new byte[1]);
                String text = new String(name, 0, name.length - 1, StandardCharsets.UTF_8);
                links.add(new Link(message.fields().getInt(4), text));
            }
        }
        return links;
    }

    /** The device that is in {@code after} and was not in {@code before}: it may have a new index and name. */
    public Optional<Link> arrived(List<Link> before, List<Link> after) {
        String prefix = isNumbered() ? target.substring(0, target.indexOf("%d")) : target;
        return after.stream()
                .filter(link -> !before.contains(link))
                .filter(link -> isNumbered()
                        ? link.name().startsWith(prefix)
                        : link.name().equals(target))
                .findFirst();
    }

    /**
     * Messages that give the device {@code to} the addresses that {@code answer} has for the device {@code from}: those
     * of global scope that someone set. Others depend on the network namespace, or come by themselves.
     */
    public static List<NetlinkMessage> addressesFor(int to, List<NetlinkMessage> answer, int from) {
        List<NetlinkMessage> messages = new ArrayList<>();
        for (NetlinkMessage message : answer) {
            if (message.type() == RTM_NEWADDR && message.fields().getInt(4) == from) {
                address(message, to).ifPresent(messages::add);
            }
        }
        return messages;
    }

    private static Optional<NetlinkMessage> address(NetlinkMessage message, int to) {
        ByteBuffer fields = message.fields();
        Map<Integer, byte[]> all = message.attributes(ADDRESS_SIZE);
        int flags = Optional.ofNullable(all.get(IFA_FLAGS))
                .map(bytes ->
                        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt())
                .orElse(fields.get(2) & 0xff);
        if (fields.get(3) != RT_SCOPE_UNIVERSE || (flags & IFA_F_PERMANENT) == 0) {
            return Optional.empty();
        }
        Map<Integer, byte[]> kept = new HashMap<>(all);
        kept.keySet().retainAll(Set.of(IFA_ADDRESS, IFA_LOCAL, IFA_BROADCAST));
        int keptFlags = flags & (IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
        kept.put(IFA_FLAGS, new Arg.Struct(4).int32(0, keptFlags).toBytes());
        byte[] struct = new Arg.Struct(ADDRESS_SIZE)
                .bytes(0, new byte[] {fields.get(0), fields.get(1), 0, RT_SCOPE_UNIVERSE})
                .int32(4, to)
                .toBytes();
        return Optional.of(new NetlinkMessage(
                RTM_NEWADDR,
                NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
                NetlinkMessage.body(struct, new TreeMap<>(kept))));
    }

    private static byte[] link(int index, int flags, int change, Map<Integer, byte[]> attributes) {
        byte[] struct = new Arg.Struct(LINK_SIZE)
                .int32(4, index)
                .int32(8, flags)
                .int32(12, change)
                .toBytes();
        return NetlinkMessage.body(struct, new TreeMap<>(attributes));
    }

    private static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new Arg.Struct(utf8.length + 1).bytes(0, utf8).toBytes();
    }
}
