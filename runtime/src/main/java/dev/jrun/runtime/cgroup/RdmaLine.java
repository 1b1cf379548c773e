package dev.jrun.runtime.cgroup;

import dev.jrun.spec.resources.Rdma;
import java.util.List;
import java.util.Map;

/** The limits of an RDMA device, in the words that both versions have for them. */
public record RdmaLine(String device, Rdma limits) {
    public static List<RdmaLine> of(Map<String, Rdma> devices) {
        return devices.entrySet().stream()
                .map(entry -> new RdmaLine(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Adds the write. */
    public void putTo(LimitWrites writes) {
        var line = new StringBuilder(device);
        limits.hcaHandles().ifPresent(handles -> line.append(" hca_handle=").append(handles));
        limits.hcaObjects().ifPresent(objects -> line.append(" hca_object=").append(objects));
        writes.put("rdma/" + device.replace("~", "~0").replace("/", "~1"), "rdma.max", line);
    }
}
