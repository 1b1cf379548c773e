package dev.jrun.runtime.criu;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Device;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Mount;
import dev.jrun.spec.NamespaceType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which mounts of a container are external to it. Their targets are as the config writes them. */
public final class ExternalMounts {
    private static final List<String> DEFAULT_DEVICES =
            List.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty");

    private ExternalMounts() {}

    /** The bind mounts of the config; one with mapped owners is refused, criu knows none. */
    public static List<ExternalMount> bound(Config config, Path bundle) {
        List<ExternalMount> bound = new ArrayList<>();
        List<Mount> mounts = config.mounts();
        for (int i = 0; i < mounts.size(); i++) {
            Mount mount = mounts.get(i);
            if (!mount.uidMappings().isEmpty() || isMapped(mount)) {
                throw new UnsupportedFeatureException("/mounts/" + i + ": criu can't restore id-mapped mounts");
            }
            if (mount.type().orElse("").equals("bind") || has(mount, "bind") || has(mount, "rbind")) {
                String source = bundle.resolve(mount.source().orElse("")).toString();
                bound.add(new ExternalMount(mount.destination(), source));
            }
        }
        return bound;
    }

    private static boolean isMapped(Mount mount) {
        for (String option : mount.options()) {
            if (option.startsWith("idmap") || option.startsWith("ridmap")) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Mount mount, String option) {
        return mount.options().contains(option);
    }

    /** The devices that are bound from the host, as nobody may make any in a user namespace. */
    public static List<ExternalMount> devices(Config config) {
        if (!hasUserNamespace(config)) {
            return List.of();
        }
        List<ExternalMount> devices = new ArrayList<>();
        for (String path : DEFAULT_DEVICES) {
            devices.add(new ExternalMount(path, path));
        }
        for (Device device : config.linux().orElse(Linux.EMPTY).devices()) {
            devices.add(new ExternalMount(device.path(), device.path()));
        }
        return devices;
    }

    /** The paths that may have such a device, the null device, over them. */
    public static List<String> masked(Config config) {
        return hasUserNamespace(config) ? config.linux().orElse(Linux.EMPTY).maskedPaths() : List.of();
    }

    private static boolean hasUserNamespace(Config config) {
        return config.linux().orElse(Linux.EMPTY).namespaces().stream()
                .anyMatch(namespace -> namespace.type() == NamespaceType.USER);
    }
}
