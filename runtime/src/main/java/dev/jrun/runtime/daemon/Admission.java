package dev.jrun.runtime.daemon;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.CredentialCall.Capget;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SocketCall.PeerCredentials;
import dev.jrun.runtime.syscall.SocketCall.PeerCredentials.Peer;
import dev.jrun.runtime.syscall.SocketCall.PeerGroups;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a daemon serves: callers for whom this JVM sees and may do exactly what a cold engine, a child of theirs, would.
 * The rest gets a cold engine, so that a refusal costs time and changes no result.
 */
public final class Admission {
    /**
     * The namespaces on which depends what the engine reads: paths, pids, ids, the paths of cgroups, the start times of
     * processes. The others are the main stub's own matter. A cold engine is born into those for children. Whoever has a
     * pid here and children in this pid namespace is in it as well.
     */
    private static final List<String> NAMESPACES =
            List.of("mnt", "user", "cgroup", "pid_for_children", "time_for_children");

    /** ENOENT: a kernel without such namespaces, where all processes have it in common that there is none. */
    private static final Set<Errno> NONE = Set.of(Errno.ENOENT);

    private final SyscallExecutor local;
    private final Traits own;

    private record Traits(
            int uid, int gid, Set<Integer> groups, List<Long> capabilities, String root, List<String> namespaces) {}

    private Admission(SyscallExecutor local, Traits own) {
        this.local = local;
        this.own = own;
    }

    /**
     * Admits those who are like this process.
     *
     * @param own a socket whose peer is this process
     */
    static Admission ofThisProcess(SyscallExecutor local, Fd own) {
        return new Admission(local, traits(local, own, local.call("ask who this is", new PeerCredentials(own))));
    }

    /** The process at the other end of the connection, if it is one to serve. */
    public Optional<Peer> admit(Fd connection) {
        try {
            Peer peer = local.call("ask who has connected", new PeerCredentials(connection));
            return traits(local, connection, peer).equals(own) ? Optional.of(peer) : Optional.empty();
        } catch (SyscallException gone) {
            // Its process has ended, or has more groups than anybody, or may not be looked at.
            return Optional.empty();
        }
    }

    private static Traits traits(SyscallExecutor local, Fd connection, Peer peer) {
        String process = "/proc/" + peer.pid() + "/";
        String intent = "look at process " + peer.pid();
        var groups = new PeerGroups(connection);
        var capabilities = new Capget(peer.pid());
        var root = new Readlinkat(Fd.CWD, process + "root");
        var plan = new Plan();
        plan.call(intent, groups);
        plan.call(intent, capabilities);
        plan.call(intent, root);
        for (String type : NAMESPACES) {
            plan.attempt(intent, new Readlinkat(Fd.CWD, process + "ns/" + type), NONE);
        }
        List<Optional<Reply>> answers = local.run(plan).replies();
        return new Traits(
                peer.uid(),
                peer.gid(),
                allGroups(peer.gid(), groups.lift(answers.get(0).orElseThrow())),
                capabilities.lift(answers.get(1).orElseThrow()),
                root.lift(answers.get(2).orElseThrow()),
                namespaces(answers.subList(3, answers.size()), plan));
    }

    /** A login puts the group of its user on the list, a service manager doesn't; to the kernel it is the same. */
    private static Set<Integer> allGroups(int gid, List<Integer> others) {
        Set<Integer> all = new HashSet<>(others);
        all.add(gid);
        return all;
    }

    /** Each by its kind and the number of its inode, which is another for each one; readlink(2) finds no more than that. */
    private static List<String> namespaces(List<Optional<Reply>> answers, Plan plan) {
        List<String> namespaces = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Reply reply = answers.get(i).orElseThrow();
            var call = (Readlinkat) plan.steps().get(3 + i).call();
            namespaces.add(reply.failed() ? "" : call.lift(reply));
        }
        return namespaces;
    }
}
