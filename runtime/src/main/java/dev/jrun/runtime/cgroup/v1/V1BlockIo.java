package dev.jrun.runtime.cgroup.v1;

import dev.jrun.runtime.cgroup.LimitWrite.Choice;
import dev.jrun.runtime.cgroup.LimitWrites;
import dev.jrun.spec.resources.BlockIo;
import dev.jrun.spec.resources.ThrottleDevice;
import dev.jrun.spec.resources.WeightDevice;
import java.util.List;

/** The limits of the blkio controller. Weights are those of the scheduler CFQ, and since Linux 5.0 those of BFQ. */
record V1BlockIo(BlockIo io, LimitWrites writes) {
    void add() {
        io.weight().ifPresent(weight -> weight("blockIO/weight", "weight", Integer.toString(weight)));
        io.leafWeight().ifPresent(weight -> writes.put("blockIO/leafWeight", "blkio.leaf_weight", weight));
        for (int i = 0; i < io.weightDevice().size(); i++) {
            addDevice(io.weightDevice().get(i), "blockIO/weightDevice/" + i);
        }
        throttle("throttleReadBpsDevice", "read_bps", io.throttleReadBpsDevice());
        throttle("throttleWriteBpsDevice", "write_bps", io.throttleWriteBpsDevice());
        throttle("throttleReadIOPSDevice", "read_iops", io.throttleReadIopsDevice());
        throttle("throttleWriteIOPSDevice", "write_iops", io.throttleWriteIopsDevice());
    }

    private void addDevice(WeightDevice device, String property) {
        String number = device.major() + ":" + device.minor() + " ";
        device.weight().ifPresent(weight -> weight(property + "/weight", "weight_device", number + weight));
        device.leafWeight()
                .ifPresent(weight -> writes.put(property + "/leafWeight", "blkio.leaf_weight_device", number + weight));
    }

    private void weight(String property, String file, String value) {
        writes.putEither(property, new Choice("blkio." + file, value), new Choice("blkio.bfq." + file, value));
    }

    private void throttle(String property, String file, List<ThrottleDevice> devices) {
        for (int i = 0; i < devices.size(); i++) {
            ThrottleDevice device = devices.get(i);
            String pointer = "blockIO/" + property + "/" + i;
            String number = device.major() + ":" + device.minor() + " ";
            device.rate().ifPresent(rate -> writes.put(pointer, "blkio.throttle." + file + "_device", number + rate));
        }
    }
}
