package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Setns;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.spec.NamespaceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Joins namespaces in two rounds. A namespace can be joined only with privileges in the user namespace that owns it.
 * Without a user namespace of the container's, those are the caller's, and {@link #first} joins all. With one, some may
 * be owned by the caller's user namespace and some by the container's: all are tried, then the user namespace is entered
 * (made or joined), then {@link #second} joins those that were refused before. Once inside, the first kind could no
 * longer be joined.
 */
public final class NamespaceJoin {
    private record Attempt(OpenNamespace namespace, Slot slot) {}

    private final List<Attempt> attempts = new ArrayList<>();
    private final Optional<OpenNamespace> user;
    private final Plan first = new Plan();

    /**
     * Plans the first round.
     *
     * @param createsUser whether a user namespace is made between the rounds
     */
    public NamespaceJoin(List<OpenNamespace> namespaces, boolean createsUser) {
        user = namespaces.stream().filter(NamespaceJoin::isUser).findFirst();
        Set<Errno> tolerated = createsUser || user.isPresent() ? Set.of(Errno.EPERM) : Set.of();
        for (OpenNamespace namespace : namespaces) {
            if (!isUser(namespace)) {
                attempts.add(new Attempt(namespace, first.attempt(intent(namespace), setns(namespace), tolerated)));
            }
        }
    }

    /** All namespaces but the user namespace. */
    public Plan first() {
        return first;
    }

    /** The user namespace, where it is joined, and those that {@link #first} was refused. May be empty. */
    public Plan second(Outcome outcomeOfFirst) {
        Plan second = new Plan();
        user.ifPresent(namespace -> second.call(intent(namespace), setns(namespace)));
        for (Attempt attempt : attempts) {
            if (outcomeOfFirst.failure(attempt.slot()).isPresent()) {
                second.call(intent(attempt.namespace()), setns(attempt.namespace()));
            }
        }
        return second;
    }

    private static boolean isUser(OpenNamespace namespace) {
        return namespace.namespace().type() == NamespaceType.USER;
    }

    private static String intent(OpenNamespace namespace) {
        return "join " + namespace.namespace().type() + " namespace "
                + namespace.namespace().path();
    }

    private static Setns setns(OpenNamespace namespace) {
        return new Setns(
                namespace.fd(), Set.of(NamespaceSet.flag(namespace.namespace().type())));
    }
}
