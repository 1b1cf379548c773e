package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.namespace.NetDeviceMove;
import dev.jrun.runtime.namespace.NetDeviceMove.Link;
import dev.jrun.runtime.namespace.NetlinkMessage;
import dev.jrun.runtime.stub.Stub;
import java.util.ArrayList;
import java.util.List;

/** Moves network devices of the caller's into the container: the main stub lets them go, init takes them. */
final class NetDeviceStage {
    private final Netlink host;
    private final Netlink container;
    private final long init;

    private NetDeviceStage(Netlink host, Netlink container, long init) {
        this.host = host;
        this.container = container;
        this.init = init;
    }

    /** Moves all of {@code devices}; none before all were found and their names are free. */
    static void run(Stub main, Stub init, List<NetDeviceMove> devices) {
        if (devices.isEmpty()) {
            return;
        }
        try (var host = new Netlink(main);
                var container = new Netlink(init)) {
            new NetDeviceStage(host, container, init.pid()).moveAll(devices);
        }
    }

    private void moveAll(List<NetDeviceMove> devices) {
        List<Integer> indexes = new ArrayList<>();
        for (NetDeviceMove device : devices) {
            indexes.add(find(device));
        }
        NetDeviceMove.requireFreeNames(devices, links());
        List<NetlinkMessage> addresses =
                host.ask("list the addresses of network devices", NetDeviceMove.addresses(), false);
        for (int i = 0; i < devices.size(); i++) {
            int index = indexes.get(i);
            Link arrived = move(devices.get(i), index);
            setUp(devices.get(i), arrived, NetDeviceMove.addressesFor(arrived.index(), addresses, index));
        }
    }

    private int find(NetDeviceMove device) {
        String intent = device.pointer() + ": find the network device " + device.name();
        return NetDeviceMove.links(host.ask(intent, device.find(), true))
                .getFirst()
                .index();
    }

    private Link move(NetDeviceMove device, int index) {
        List<Link> before = links();
        String intent = device.pointer() + ": move the network device " + device.name() + " into the container as "
                + device.target();
        host.ask(intent, device.move(index, init), false);
        return device.arrived(before, links())
                .orElseThrow(() -> new UnsupportedFeatureException(intent + ": it is not there afterwards; is the"
                        + " container's network namespace the caller's own?"));
    }

    private List<Link> links() {
        return NetDeviceMove.links(container.ask("list the container's network devices", NetDeviceMove.links(), false));
    }

    private void setUp(NetDeviceMove device, Link link, List<NetlinkMessage> addresses) {
        for (NetlinkMessage address : addresses) {
            container.ask(device.pointer() + ": give " + link.name() + " its address again", address, false);
        }
        container.ask(device.pointer() + ": bring up " + link.name(), NetDeviceMove.up(link.index()), false);
    }
}
