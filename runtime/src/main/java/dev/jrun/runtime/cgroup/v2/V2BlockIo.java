package dev.jrun.runtime.cgroup.v2;

import dev.jrun.runtime.cgroup.LimitWrite.Choice;
import dev.jrun.runtime.cgroup.LimitWrites;
import dev.jrun.spec.resources.BlockIo;
import dev.jrun.spec.resources.ThrottleDevice;
import dev.jrun.spec.resources.WeightDevice;
import java.util.List;

/** The limits of the io controller. Weights go to BFQ as they are; where it isn't there, {@code io.weight} has them. */
record V2BlockIo(BlockIo io, LimitWrites writes) {
    void add() {
        if (io.leafWeight().isPresent()) {
            throw V2Limits.unsupported("blockIO/leafWeight");
        }
        io.weight().ifPresent(weight -> addWeight("blockIO/weight", "default ", weight));
        for (int i = 0; i < io.weightDevice().size(); i++) {
            addDevice(io.weightDevice().get(i), "blockIO/weightDevice/" + i);
        }
        throttle("throttleReadBpsDevice", "rbps", io.throttleReadBpsDevice());
        throttle("throttleWriteBpsDevice", "wbps", io.throttleWriteBpsDevice());
        throttle("throttleReadIOPSDevice", "riops", io.throttleReadIopsDevice());
        throttle("throttleWriteIOPSDevice", "wiops", io.throttleWriteIopsDevice());
    }

    private void addDevice(WeightDevice device, String property) {
        if (device.leafWeight().isPresent()) {
            throw V2Limits.unsupported(property + "/leafWeight");
        }
        String number = device.major() + ":" + device.minor() + " ";
        device.weight().ifPresent(weight -> addWeight(property + "/weight", number, weight));
    }

    private void addWeight(String property, String target, int weight) {
        writes.putEither(
                property,
                new Choice("io.bfq.weight", target + weight),
                new Choice("io.weight", target + Weights.ofBlockIo(weight)));
    }

    private void throttle(String property, String key, List<ThrottleDevice> devices) {
        for (int i = 0; i < devices.size(); i++) {
            ThrottleDevice device = devices.get(i);
            String pointer = "blockIO/" + property + "/" + i;
            String number = device.major() + ":" + device.minor() + " ";
            // No rate is what a rate of 0 means in version 1.
            device.rate()
                    .map(rate -> rate.signum() == 0 ? "max" : rate.toString())
                    .ifPresent(rate -> writes.put(pointer, "io.max", number + key + "=" + rate));
        }
    }
}
