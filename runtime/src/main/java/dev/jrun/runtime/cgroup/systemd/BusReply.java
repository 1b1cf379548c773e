package dev.jrun.runtime.cgroup.systemd;

import java.util.List;

/** The answer to a call on the bus. */
sealed interface BusReply {
    record Returned(List<Object> values) implements BusReply {
        public Returned {
            values = List.copyOf(values);
        }
    }

    /**
     * An error in place of an answer.
     *
     * @param name such as {@code org.freedesktop.systemd1.NoSuchUnit}
     */
    record Refused(String name, String text) implements BusReply {}
}
