package dev.jrun.runtime.criu;

import static java.util.Objects.requireNonNull;

import dev.jrun.spec.Config;
import dev.jrun.spec.Namespace;
import java.util.List;
import java.util.Map;

/**
 * What a restore asks of criu.
 *
 * @param root where the root file system is mounted
 * @param mounts those that come from the host
 * @param cgroups the new cgroup, by the controllers of its hierarchy
 * @param streams descriptors of criu's that take the place of pipes, by the pipes' names
 * @param namespaces descriptors of criu's of the namespaces that are {@linkplain ExternalNamespaces#handedOver handed
 *     over}
 */
public record RestorePlan(
        Config config,
        String root,
        List<ExternalMount> mounts,
        Map<String, String> cgroups,
        Map<String, Integer> streams,
        Map<Namespace, Integer> namespaces) {
    /** Where criu's log goes in its working folder. */
    public static final String LOG_FILE = "restore.log";

    /** The request. */
    public CriuRequest request(RestoreFlags flags, ImageFds fds) {
        var request = new CriuRequest.Builder(CriuRequest.Type.RESTORE);
        fds.addTo(request, LOG_FILE);
        // A sibling of criu's is a child of the main stub, and goes to the caller's subreaper with it.
        request.on(CriuOption.RST_SIBLING)
                .set(CriuOption.ROOT, root)
                .on(CriuOption.NOTIFY_SCRIPTS)
                .on(CriuOption.EVASIVE_DEVICES)
                .on(CriuOption.ORPHAN_PTS_MASTER);
        flags.common().addTo(request);
        flags.lsmProfile().ifPresent(profile -> request.set(CriuOption.LSM_PROFILE, profile));
        flags.lsmMountContext().ifPresent(context -> request.set(CriuOption.LSM_MOUNT_CONTEXT, context));
        CriuConfigFile.of(config).ifPresent(file -> request.set(CriuOption.CONFIG_FILE, file));
        addNamespaces(request);
        for (ExternalMount mount : mounts) {
            request.pair(CriuOption.EXT_MNT, mount.target(), mount.source());
        }
        cgroups.forEach((controllers, path) -> request.pair(CriuOption.CG_ROOT, controllers, path));
        streams.forEach((pipe, fd) -> request.numbered(CriuOption.INHERIT_FD, pipe, fd));
        return request.build();
    }

    private void addNamespaces(CriuRequest.Builder request) {
        for (Namespace namespace : ExternalNamespaces.handedOver(config)) {
            int fd = requireNonNull(namespaces.get(namespace), "each namespace was opened");
            request.numbered(CriuOption.INHERIT_FD, ExternalNamespaces.key(namespace.type()), fd);
        }
        for (Namespace namespace : ExternalNamespaces.joinedByPath(config)) {
            String path = namespace.path().orElseThrow();
            request.pair(CriuOption.JOIN_NS, ExternalNamespaces.word(namespace.type()), path);
        }
    }
}
