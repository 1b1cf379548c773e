package dev.jrun.spec.resources;

import dev.jrun.spec.json.Range;
import java.util.Optional;

/** Weight of one block device. */
public record WeightDevice(Long major, Long minor, Optional<Integer> weight, Optional<Integer> leafWeight) {
    public WeightDevice {
        Range.between("weight", weight, 0, 65535);
        Range.between("leafWeight", leafWeight, 0, 65535);
    }
}
