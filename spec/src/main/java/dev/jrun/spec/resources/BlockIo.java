package dev.jrun.spec.resources;

import dev.jrun.spec.json.Range;
import java.util.List;
import java.util.Optional;

/** Weights and rates of the blkio or io controller. */
public record BlockIo(
        Optional<Integer> weight,
        Optional<Integer> leafWeight,
        List<WeightDevice> weightDevice,
        List<ThrottleDevice> throttleReadBpsDevice,
        List<ThrottleDevice> throttleWriteBpsDevice,
        List<ThrottleDevice> throttleReadIopsDevice,
        List<ThrottleDevice> throttleWriteIopsDevice) {
    public BlockIo {
        Range.between("weight", weight, 0, 65535);
        Range.between("leafWeight", leafWeight, 0, 65535);
        weightDevice = List.copyOf(weightDevice);
        throttleReadBpsDevice = List.copyOf(throttleReadBpsDevice);
        throttleWriteBpsDevice = List.copyOf(throttleWriteBpsDevice);
        throttleReadIopsDevice = List.copyOf(throttleReadIopsDevice);
        throttleWriteIopsDevice = List.copyOf(throttleWriteIopsDevice);
    }
}
