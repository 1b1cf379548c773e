package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.DescriptorCall.Ioctl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.spec.NamespaceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens the namespaces to join and asks each for its type. All are opened before the first is joined: in the namespaces
 * of the container the paths may be others. Run in the process that joins them.
 */
public final class NamespaceOpening {
    /** See ioctl_ns(2); the argument is not used. */
    private static final long NS_GET_NSTYPE = 0xb703;

    /** A path may be a fifo, and opening it must not wait. */
    private static final Set<OpenFlag> FLAGS = Set.of(OpenFlag.O_NONBLOCK);

    private static final Set<Errno> UNOPENED = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES, Errno.ENXIO);

    private record Opened(JoinedNamespace namespace, Slot fd, Slot type) {}

    private final Plan plan = new Plan();
    private final List<Opened> opened = new ArrayList<>();

    public NamespaceOpening(List<JoinedNamespace> namespaces) {
        for (JoinedNamespace namespace : namespaces) {
            open(namespace);
        }
    }

    private void open(JoinedNamespace namespace) {
        Slot type = new Slot(plan.steps().size() + 1);
        Slot fd = plan.callThen(
                "open " + namespace.type() + " namespace " + namespace.path(),
                new Openat(Fd.CWD, namespace.path(), FLAGS, 0),
                UNOPENED,
                () -> plan.attempt(
                        "namespace " + namespace.path() + ": ask for its type",
                        new Ioctl(new Slot(plan.steps().size() - 1), NS_GET_NSTYPE, new byte[8]),
                        Set.of(Errno.ENOTTY, Errno.EINVAL, Errno.EOPNOTSUPP)));
        opened.add(new Opened(namespace, fd, type));
    }

    public Plan plan() {
        return plan;
    }

    /**
     * The namespaces, ready to be joined.
     *
     * @throws InvalidInputException where a path is missing or is something else than the config says
     */
    public List<OpenNamespace> check(Outcome outcome) {
        return opened.stream().map(one -> check(one, outcome)).toList();
    }

    private static OpenNamespace check(Opened one, Outcome outcome) {
        JoinedNamespace namespace = one.namespace();
        Optional<Errno> missing = outcome.failure(one.fd());
        if (missing.isPresent()) {
            throw new InvalidInputException(namespace.pointer() + ": open namespace " + namespace.path() + ": "
                    + missing.get().message());
        }
        if (outcome.value(one.type()) != NamespaceSet.flag(namespace.type()).bits()) {
            throw new InvalidInputException(namespace.pointer() + ": namespace " + namespace.path() + ": not "
                    + (namespace.type() == NamespaceType.IPC ? "an " : "a ") + namespace.type() + " namespace");
        }
        return new OpenNamespace(namespace, outcome.fd(one.fd()));
    }
}
