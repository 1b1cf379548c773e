package dev.jrun.spec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The configuration that {@code jrun spec} writes: a shell with few rights in namespaces of its own. */
public final class DefaultConfig {
    /** The version of the spec that the records stand for. */
    public static final String OCI_VERSION = "1.3.0";

    private static final List<Mount> MOUNTS = List.of(
            mount("/proc", "proc", "proc"),
            mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            mount(
                    "/dev/pts",
                    "devpts",
                    "devpts",
                    "nosuid",
                    "noexec",
                    "newinstance",
                    "ptmxmode=0666",
                    "mode=0620",
                    "gid=5"),
            mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
            mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
            mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
            mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"));

    private static final List<String> MASKED_PATHS = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/sys/firmware",
            "/proc/scsi");

    private static final List<String> READONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private DefaultConfig() {}

    /** For a container that root makes. */
    public static Config config() {
        List<Namespace> namespaces = namespaces(
                NamespaceType.PID,
                NamespaceType.NETWORK,
                NamespaceType.IPC,
                NamespaceType.UTS,
                NamespaceType.MOUNT,
                NamespaceType.CGROUP);
        return config(MOUNTS, namespaces, List.of(), List.of());
    }

    /**
     * For a container that a user without rights makes: root in it is that user.
     *
     * <p>Such a user can make no network, mount no sysfs without one, and has no second group for terminals.
     */
    public static Config rootless(long uid, long gid) {
        List<Namespace> namespaces = namespaces(
                NamespaceType.PID,
                NamespaceType.IPC,
                NamespaceType.UTS,
                NamespaceType.MOUNT,
                NamespaceType.CGROUP,
                NamespaceType.USER);
        return config(
                rootlessMounts(), namespaces, List.of(new IdMapping(0L, uid, 1L)), List.of(new IdMapping(0L, gid, 1L)));
    }

    private static Config config(
            List<Mount> mounts, List<Namespace> namespaces, List<IdMapping> uids, List<IdMapping> gids) {
        return new Config(
                OCI_VERSION,
                Optional.of(new Root("rootfs", true)),
                Optional.of(process()),
                Optional.of("jrun"),
                Optional.empty(),
                mounts,
                Optional.empty(),
                Map.of(),
                Optional.of(linux(namespaces, uids, gids)));
    }

    private static Process process() {
        BigInteger openFiles = BigInteger.valueOf(1024);
        return new Process(
                true,
                Optional.empty(),
                Optional.of(User.ROOT),
                List.of("sh"),
                Optional.empty(),
                List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"),
                "/",
                Optional.of(capabilities()),
                List.of(new Rlimit("RLIMIT_NOFILE", openFiles, openFiles)),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Capabilities capabilities() {
        List<String> few = List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");
        return new Capabilities(few, few, List.of(), few, List.of());
    }

    private static Linux linux(List<Namespace> namespaces, List<IdMapping> uids, List<IdMapping> gids) {
        return new Linux(
                namespaces,
                uids,
                gids,
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                MASKED_PATHS,
                READONLY_PATHS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<Mount> rootlessMounts() {
        List<Mount> mounts = new ArrayList<>();
        for (Mount mount : MOUNTS) {
            if (!mount.destination().startsWith("/sys")) {
                mounts.add(withoutIds(mount));
            }
        }
        mounts.add(mount("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro"));
        return mounts;
    }

    private static Mount withoutIds(Mount mount) {
        List<String> options = mount.options().stream()
                .filter(option -> !option.startsWith("gid=") && !option.startsWith("uid="))
                .toList();
        return new Mount(mount.destination(), mount.type(), mount.source(), options, List.of(), List.of());
    }

    private static Mount mount(String destination, String type, String source, String... options) {
        return new Mount(destination, Optional.of(type), Optional.of(source), List.of(options), List.of(), List.of());
    }

    private static List<Namespace> namespaces(NamespaceType... types) {
        return Stream.of(types)
                .map(type -> new Namespace(type, Optional.empty()))
                .toList();
    }
}
