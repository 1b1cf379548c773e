package dev.jrun.spec.resources;

import dev.jrun.spec.json.Range;
import java.util.Optional;

/** Limits of one RDMA device. */
public record Rdma(Optional<Long> hcaHandles, Optional<Long> hcaObjects) {
    public Rdma {
        Range.uint32("hcaHandles", hcaHandles);
        Range.uint32("hcaObjects", hcaObjects);
    }
}
