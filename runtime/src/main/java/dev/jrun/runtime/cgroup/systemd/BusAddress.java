package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a systemd can be talked to: the socket of a bus, or its own.
 *
 * @param socket an absolute path
 */
public record BusAddress(String socket) {
    private static final String BOOTED = "/run/systemd/system";
    private static final String OWN_SOCKET = "/systemd/private";
    private static final String UNIX_PATH = "unix:path=";
    private static final String ADVICE = "; leave --systemd-cgroup out";

    /** The machine's systemd. */
    public static BusAddress ofSystem() {
        if (!Files.isDirectory(Path.of(BOOTED))) {
            throw new UnsupportedFeatureException(
                    "--systemd-cgroup: systemd does not run here, there is no " + BOOTED + ADVICE);
        }
        return first(List.of("/run/dbus/system_bus_socket", "/run" + OWN_SOCKET))
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "--systemd-cgroup: neither /run/dbus/system_bus_socket nor /run" + OWN_SOCKET + " is there"
                                + "; start the system bus (systemctl start dbus), or leave the flag out"));
    }

    /**
     * A user's systemd.
     *
     * @param environment the caller's
     * @param uid the user, as the host counts
     */
    public static BusAddress ofUser(Map<String, String> environment, long uid) {
        List<String> candidates = new ArrayList<>();
        pathOf(environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "")).ifPresent(candidates::add);
        String folder = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!folder.isEmpty()) {
            candidates.add(folder + "/bus");
            candidates.add(folder + OWN_SOCKET);
        }
        candidates.add("/run/user/" + uid + "/bus");
        candidates.add("/run/user/" + uid + OWN_SOCKET);
        return first(candidates)
                .orElseThrow(() -> new UnsupportedFeatureException("--systemd-cgroup: user " + uid
                        + " has no systemd to talk to, found no socket at " + String.join(", ", candidates)
                        + "; log in with a session or enable lingering (loginctl enable-linger), or leave the flag"
                        + " out"));
    }

    private static Optional<BusAddress> first(List<String> candidates) {
        for (String candidate : candidates) {
            if (Files.exists(Path.of(candidate))) {
                return Optional.of(new BusAddress(candidate));
            }
        }
        return Optional.empty();
    }

    /** The path in an address such as {@code unix:path=/run/user/1000/bus,guid=…}. */
    static Optional<String> pathOf(String addresses) {
        for (String address : addresses.split(";")) {
            if (address.startsWith(UNIX_PATH)) {
                String path = address.substring(UNIX_PATH.length()).split(",", 2)[0];
                // A plus is a plus in these.
                return Optional.of(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /** Whether systemd itself is at the other end, and no bus in between. */
    boolean isDirect() {
        return socket.endsWith(OWN_SOCKET);
    }
}
