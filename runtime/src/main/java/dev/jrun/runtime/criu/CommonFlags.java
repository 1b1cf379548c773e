package dev.jrun.runtime.criu;

import java.util.Optional;

/**
 * What the user says of a checkpoint and of a restore alike.
 *
 * @param tcpEstablished keep TCP connections
 * @param externalUnixSockets allow sockets whose other end is outside
 * @param shellJob the container uses a terminal of the caller's
 * @param fileLocks keep locks on files
 * @param lazyPages bring the memory's pages when they are asked for
 * @param autoDedup drop pages of earlier images that are replaced
 * @param emptyNetwork leave the network namespace's content to the caller
 */
public record CommonFlags(
        boolean tcpEstablished,
        boolean externalUnixSockets,
        boolean shellJob,
        boolean fileLocks,
        boolean lazyPages,
        boolean autoDedup,
        Optional<CgroupMode> cgroupMode,
        boolean emptyNetwork) {
    private static final int CLONE_NEWNET = 0x40000000;

    void addTo(CriuRequest.Builder request) {
        request.when(tcpEstablished, CriuOption.TCP_ESTABLISHED)
                .when(externalUnixSockets, CriuOption.EXT_UNIX_SK)
                .when(shellJob, CriuOption.SHELL_JOB)
                .when(fileLocks, CriuOption.FILE_LOCKS)
                .when(lazyPages, CriuOption.LAZY_PAGES)
                .when(autoDedup, CriuOption.AUTO_DEDUP);
        request.on(CriuOption.MANAGE_CGROUPS);
        if (cgroupMode.isPresent()) {
            request.set(CriuOption.MANAGE_CGROUPS_MODE, cgroupMode.get().number());
        }
        if (emptyNetwork) {
            request.set(CriuOption.EMPTY_NS, CLONE_NEWNET);
        }
    }
}
