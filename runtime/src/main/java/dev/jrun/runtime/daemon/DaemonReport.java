package dev.jrun.runtime.daemon;

/** What {@code jrun daemon status} prints of the daemon that serves it. */
record DaemonReport(DaemonServer.Account account, long memoryKib) {
    /** {@code statm} is the text of /proc/PID/statm of the daemon. */
    static DaemonReport of(DaemonServer.Account account, String statm) {
        long pages = Long.parseLong(statm.split(" ", 3)[1]);
        return new DaemonReport(account, pages * PAGE_KIB);
    }

    /** Those of aarch64 may be larger; then this is too small a number. */
    private static final int PAGE_KIB = 4;

    String text() {
        return "pid: " + account.pid() + "\n"
                + "status: serving\n"
                + "age: " + account.age().toSeconds() + " s\n"
                + "commands: " + account.served() + " served, " + account.refused() + " refused, " + account.failed()
                + " failed, " + account.serving() + " now\n"
                + "memory: " + memoryKib + " KiB\n";
    }
}
