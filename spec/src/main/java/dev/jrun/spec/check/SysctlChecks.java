package dev.jrun.spec.check;

import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.NamespaceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks of the sysctls: only those that a namespace of the container owns may be set. */
final class SysctlChecks {
    private static final Set<String> IPC = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.msg_next_id",
            "kernel.sem",
            "kernel.sem_next_id",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_next_id",
            "kernel.shm_rmid_forced");

    private final Config config;
    private final Linux linux;
    private final Problems problems;

    SysctlChecks(Config config, Linux linux, Problems problems) {
        this.config = config;
        this.linux = linux;
        this.problems = problems;
    }

    void check() {
        for (Map.Entry<String, String> sysctl : linux.sysctl().entrySet()) {
            String pointer = "/linux/sysctl" + Problems.step(sysctl.getKey());
            String name = dotted(sysctl.getKey());
            problems.noNul(pointer, sysctl.getKey() + sysctl.getValue());
            name(pointer, name);
            conflict(pointer, name, "kernel.hostname", config.hostname(), "hostname");
            conflict(pointer, name, "kernel.domainname", config.domainname(), "domainname");
        }
    }

    private void name(String pointer, String name) {
        Optional<NamespaceType> owner = owner(name);
        if (!isName(name)) {
            problems.error(pointer, "\"" + name + "\" is no name of a sysctl");
        } else if (owner.isEmpty()) {
            problems.error(pointer, name + " is not owned by a namespace, it would change the host");
        } else if (linux.namespaces().stream().noneMatch(namespace -> namespace.type() == owner.get())) {
            problems.error(pointer, name + " needs a " + owner.get() + " namespace, or it would change the host");
        }
    }

    /** In the dotted form a slash stands for a dot: none of the folders below /proc/sys may be "", "." or "..". */
    private static boolean isName(String name) {
        List<String> folders = List.of(name.split("\\.", -1));
        return !folders.contains("") && !folders.contains("/") && !folders.contains("//");
    }

    private void conflict(String pointer, String name, String sysctl, Optional<String> member, String memberName) {
        if (name.equals(sysctl) && member.isPresent()) {
            problems.error(pointer, sysctl + " and " + memberName + " are both given, leave one out");
        }
    }

    private static Optional<NamespaceType> owner(String name) {
        if (name.startsWith("net.")) {
            return Optional.of(NamespaceType.NETWORK);
        }
        if (IPC.contains(name) || name.startsWith("fs.mqueue.")) {
            return Optional.of(NamespaceType.IPC);
        }
        boolean uts = name.equals("kernel.hostname") || name.equals("kernel.domainname");
        return uts ? Optional.of(NamespaceType.UTS) : Optional.empty();
    }

    /** sysctl(8) takes both a.b/c and a/b.c, the first separator tells which; the result has dots as separators. */
    static String dotted(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (slash < 0 || (dot >= 0 && dot < slash)) {
            return name;
        }
        return name.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }
}
