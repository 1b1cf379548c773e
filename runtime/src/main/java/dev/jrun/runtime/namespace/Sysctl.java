package dev.jrun.runtime.namespace;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Kernel parameters of the container's namespaces, sysctl(8). Written by init. */
public final class Sysctl {
    private static final Set<String> NOT_A_NAME = Set.of("", ".", "..");

    private Sysctl() {}

    /**
     * Writes all of {@code linux.sysctl}.
     *
     * @param procfs from {@link ProcfsHandle#ofInit}
     */
    public static Plan plan(Map<String, String> sysctl, Fd procfs) {
        Plan plan = new Plan();
        sysctl.forEach((key, value) ->
                ProcfsHandle.write(plan, procfs, "sys/" + path(key), value, "set sysctl " + key + "=" + value));
        return plan;
    }

    /**
     * The file of a key. The first separator says which form it is: {@code net.ipv4.conf.eth0/1.mtu} has its dots
     * and slashes exchanged, {@code net/ipv4/conf/eth0.1/mtu} is the path already.
     */
    static String path(String key) {
        String path = startsWithDot(key) ? swap(key) : key;
        boolean unsafe = List.of(path.split("/", -1)).stream().anyMatch(NOT_A_NAME::contains);
        if (unsafe || key.indexOf('\0') >= 0) {
            throw new InvalidInputException("/linux/sysctl: " + key.replace("\0", "\\0") + " is not a sysctl's name");
        }
        return path;
    }

    private static boolean startsWithDot(String key) {
        int dot = key.indexOf('.');
        int slash = key.indexOf('/');
        return dot >= 0 && (slash < 0 || dot < slash);
    }

    private static String swap(String key) {
        var swapped = new StringBuilder(key);
        for (int i = 0; i < key.length(); i++) {
            switch (key.charAt(i)) {
                case '.' -> swapped.setCharAt(i, '/');
                case '/' -> swapped.setCharAt(i, '.');
                default -> {}
            }
        }
        return swapped.toString();
    }
}
