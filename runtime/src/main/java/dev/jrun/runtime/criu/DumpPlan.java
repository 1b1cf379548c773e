package dev.jrun.runtime.criu;

import dev.jrun.spec.Config;
import dev.jrun.spec.Namespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint asks of criu.
 *
 * @param pid of init
 * @param rootfs the root file system on the host
 * @param freezer the folder of the cgroup that holds all processes still
 * @param mounts those whose content is not the container's
 * @param inodes of the joined namespaces, which tell criu that they are not the container's
 */
public record DumpPlan(
        Config config,
        int pid,
        String rootfs,
        Optional<String> freezer,
        List<ExternalMount> mounts,
        Map<Namespace, Long> inodes) {
    /** Where criu's log goes in its working folder. */
    public static final String LOG_FILE = "dump.log";

    /** The request. */
    public CriuRequest request(DumpFlags flags, ImageFds fds) {
        var request = new CriuRequest.Builder(flags.preDump() ? CriuRequest.Type.PRE_DUMP : CriuRequest.Type.DUMP);
        fds.addTo(request, LOG_FILE);
        request.set(CriuOption.PID, pid)
                .set(CriuOption.ROOT, rootfs)
                .on(CriuOption.NOTIFY_SCRIPTS)
                .on(CriuOption.EVASIVE_DEVICES)
                .on(CriuOption.ORPHAN_PTS_MASTER);
        flags.common().addTo(request);
        request.when(flags.leaveRunning(), CriuOption.LEAVE_RUNNING)
                .when(flags.tcpSkipInFlight(), CriuOption.TCP_SKIP_IN_FLIGHT)
                .when(flags.linkRemap(), CriuOption.LINK_REMAP);
        addMemory(flags, request);
        freezer.ifPresent(folder -> request.set(CriuOption.FREEZE_CGROUP, folder));
        CriuConfigFile.of(config).ifPresent(file -> request.set(CriuOption.CONFIG_FILE, file));
        for (Namespace namespace : ExternalNamespaces.handedOver(config)) {
            String word = ExternalNamespaces.word(namespace.type());
            String key = ExternalNamespaces.key(namespace.type());
            request.set(CriuOption.EXTERNAL, word + "[" + inodes.get(namespace) + "]:" + key);
        }
        for (ExternalMount mount : mounts) {
            request.pair(CriuOption.EXT_MNT, mount.target(), mount.target());
        }
        return request.build();
    }

    private static void addMemory(DumpFlags flags, CriuRequest.Builder request) {
        if (flags.parent().isPresent()) {
            request.set(CriuOption.PARENT_IMG, flags.parent().get()).on(CriuOption.TRACK_MEM);
        }
        if (flags.pageServer().isPresent()) {
            PageServer server = flags.pageServer().get();
            request.numbered(CriuOption.PAGE_SERVER, server.address(), server.port());
        }
    }
}
