package dev.jrun.runtime.cgroup;

/** Limits that belong together: one controller looks after them, or in the case of the last, several. */
public enum LimitKind {
    CPU("cpu", "cpu"),
    CPUSET("cpuset", "cpuset"),
    MEMORY("memory", "memory"),
    PIDS("pids", "pids"),
    BLOCK_IO("blkio", "io"),
    HUGETLB("hugetlb", "hugetlb"),
    NET_CLASS("net_cls", ""),
    NET_PRIORITY("net_prio", ""),
    RDMA("rdma", "rdma"),
    /** Version 2 has no controller for it but a BPF program. */
    DEVICES("devices", ""),
    /** Files of version 2 by their names, each with the controller that its name begins with. */
    UNIFIED("", "");

    private final String v1;
    private final String v2;

    LimitKind(String v1, String v2) {
        this.v1 = v1;
        this.v2 = v2;
    }

    /** The controller's name in this version; empty where there is none. */
    public String controller(CgroupVersion version) {
        return switch (version) {
            case V1 -> v1;
            case V2 -> v2;
        };
    }
}
