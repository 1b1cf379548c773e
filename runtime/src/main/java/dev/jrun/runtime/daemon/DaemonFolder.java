package dev.jrun.runtime.daemon;

import dev.jrun.runtime.container.StateStore;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a user's daemon is found: in the folder that holds the containers if no other is named. ThenChange: launcher.c,
 * which knows the socket's name. No container has such a name: {@code @} is not allowed in one.
 */
record DaemonFolder(Path path) {
    static DaemonFolder of(int uid, Map<String, String> environment) {
        return new DaemonFolder(StateStore.defaultRoot(uid, uid != 0, environment));
    }

    Path socket() {
        return path.resolve("@engine.sock");
    }

    /** Holds the daemon's pid; the daemon has a lock on it as long as it lives. */
    Path lock() {
        return path.resolve("@engine.lock");
    }
}
