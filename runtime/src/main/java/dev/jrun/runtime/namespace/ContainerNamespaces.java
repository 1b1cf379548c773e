package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.ProcessCall.Setns;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.spec.NamespaceType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The namespaces of a container's init, for a process that shall join them: its pidfd, and which of its namespaces are
 * others than the caller's. A user namespace can't be joined twice, and joining a mount namespace changes the root.
 *
 * <p>Run by the main stub. Whether the process behind the number is the init that is meant has to be asked afterwards,
 * with the pidfd in hand.
 */
public final class ContainerNamespaces {
    /** ESRCH: it has ended. Older kernels (seen on 6.1) say EINVAL while the number is in use as that of a session. */
    private static final Set<Errno> ENDED = Set.of(Errno.ESRCH, Errno.EINVAL);

    /** A kernel without this type of namespaces, or a process that has ended. */
    private static final Set<Errno> MISSING = Set.of(Errno.ENOENT, Errno.ESRCH);

    private record Pair(NamespaceType type, Slot own, Slot inits) {}

    private final long init;
    private final Plan plan = new Plan();
    private final Slot pidfd;
    private final List<Pair> pairs = new ArrayList<>();

    /** Those of the process {@code init}. */
    public ContainerNamespaces(long init) {
        this.init = init;
        pidfd = plan.attempt("open container init", new PidfdOpen(init), ENDED);
        for (NamespaceType type : NamespaceType.values()) {
            pairs.add(new Pair(type, look(path("self", type)), look(path(Long.toString(init), type))));
        }
    }

    private static String path(String process, NamespaceType type) {
        return "/proc/" + process + "/ns/" + file(type);
    }

    private Slot look(String path) {
        return plan.attempt("look at " + path, new Readlinkat(Fd.CWD, path), MISSING);
    }

    private static String file(NamespaceType type) {
        return switch (type) {
            case MOUNT -> "mnt";
            case NETWORK -> "net";
            case PID, UTS, IPC, USER, CGROUP, TIME -> type.toString();
        };
    }

    public Plan plan() {
        return plan;
    }

    /** Init's pidfd, a descriptor of the process that ran the plan; nothing when init has ended. */
    public Optional<Fd.Number> pidfd(Outcome outcome) {
        return outcome.failure(pidfd).isPresent() ? Optional.empty() : Optional.of((Fd.Number) outcome.fd(pidfd));
    }

    /** The types of which init is in another namespace than the process that ran the plan. */
    public Set<NamespaceType> others(Outcome outcome) {
        Set<NamespaceType> others = EnumSet.noneOf(NamespaceType.class);
        for (Pair pair : pairs) {
            if (!link(outcome, pair.own()).equals(link(outcome, pair.inits()))) {
                others.add(pair.type());
            }
        }
        return others;
    }

    private static String link(Outcome outcome, Slot slot) {
        if (outcome.failure(slot).isPresent()) {
            return "";
        }
        return new Readlinkat(Fd.CWD, "").lift(new Reply(outcome.value(slot), outcome.outs(slot)));
    }

    /** Joins them all at once, as only kernels from Linux 5.8 on can; the others say EINVAL. */
    public static Setns joinAll(Fd pidfd, Set<NamespaceType> types) {
        Set<CloneFlag> flags = EnumSet.noneOf(CloneFlag.class);
        for (NamespaceType type : types) {
            flags.add(NamespaceSet.flag(type));
        }
        return new Setns(pidfd, flags);
    }

    /** The same namespaces by their paths, to be joined one after the other. */
    public List<JoinedNamespace> byPath(Set<NamespaceType> types) {
        List<JoinedNamespace> joined = new ArrayList<>();
        for (NamespaceType type : types) {
            joined.add(new JoinedNamespace(type, path(Long.toString(init), type), "container init"));
        }
        return joined;
    }
}
