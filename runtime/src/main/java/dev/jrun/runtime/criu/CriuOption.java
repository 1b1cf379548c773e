package dev.jrun.runtime.criu;

/** The options of a request that jrun uses, with the numbers that criu's {@code rpc.proto} gives them. */
public enum CriuOption {
    /** The folder of the images, by a descriptor of the process that has made the socket. */
    IMAGES_DIR_FD(1),
    PID(2),
    LEAVE_RUNNING(3),
    EXT_UNIX_SK(4),
    TCP_ESTABLISHED(5),
    EVASIVE_DEVICES(6),
    SHELL_JOB(7),
    FILE_LOCKS(8),
    LOG_LEVEL(9),
    LOG_FILE(10),
    PAGE_SERVER(11),
    NOTIFY_SCRIPTS(12),
    ROOT(13),
    PARENT_IMG(14),
    TRACK_MEM(15),
    AUTO_DEDUP(16),
    /** The folder of the log, as {@link #IMAGES_DIR_FD}. */
    WORK_DIR_FD(17),
    LINK_REMAP(18),
    EXT_MNT(23),
    MANAGE_CGROUPS(24),
    CG_ROOT(25),
    RST_SIBLING(26),
    INHERIT_FD(27),
    MANAGE_CGROUPS_MODE(34),
    EXTERNAL(37),
    EMPTY_NS(38),
    JOIN_NS(39),
    FREEZE_CGROUP(44),
    TCP_SKIP_IN_FLIGHT(46),
    LAZY_PAGES(48),
    ORPHAN_PTS_MASTER(50),
    CONFIG_FILE(51),
    LSM_PROFILE(53),
    LSM_MOUNT_CONTEXT(63);

    private final int number;

    CriuOption(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
