package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.failure.SystemdException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Who this process is, in the eyes of the host: a bus knows no uids of a user namespace. */
public final class HostUser {
    private HostUser() {}

    /** The uid of this process outside of its user namespace. */
    public static long uid() {
        try {
            int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return outside(Files.readAllLines(Path.of("/proc/self/uid_map")), uid);
        } catch (IOException e) {
            throw new SystemdException("/proc/self can't be read: " + e.getMessage());
        }
    }

    /** Each line of the map has a first uid inside, one outside, and a count. */
    static long outside(List<String> map, long uid) {
        for (String line : map) {
            String[] fields = line.strip().split(" +");
            long distance = uid - Long.parseLong(fields[0]);
            if (distance >= 0 && distance < Long.parseLong(fields[2])) {
                return Long.parseLong(fields[1]) + distance;
            }
        }
        return uid;
    }
}
