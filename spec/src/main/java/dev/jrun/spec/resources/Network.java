package dev.jrun.spec.resources;

import dev.jrun.spec.json.Range;
import java.util.List;
import java.util.Optional;

/** Class and priorities of the net_cls and net_prio controllers. */
public record Network(Optional<Long> classId, List<NetworkPriority> priorities) {
    public Network {
        Range.uint32("classID", classId);
        priorities = List.copyOf(priorities);
    }
}
