package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.syscall.ProcessCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the fake kernel knows of a process, for tests to look at. Starts as root with all capabilities. */
public final class FakeProcess {
    /** The capabilities of a kernel that knows CAP_CHECKPOINT_RESTORE as its last. */
    public static final long ALL_CAPABILITIES = (1L << 41) - 1;

    /** Descriptors that an execve closes. */
    public record Range(long first, long last) {}

    /** A signal that was sent. */
    public record Signal(long pid, int number) {}

    /** A resource limit. */
    public record Limit(long soft, long hard) {}

    public final long pid;
    public int uid;
    public int effectiveUid;
    public int savedUid;
    public int fsuid;
    public int gid;
    public int effectiveGid;
    public int savedGid;
    public int fsgid;
    public List<Integer> groups = List.of();
    public long effective = ALL_CAPABILITIES;
    public long permitted = ALL_CAPABILITIES;
    public long inheritable;
    public long bounding = ALL_CAPABILITIES;
    public long ambient;
    public int umask = 0022;
    public boolean keepCapabilities;
    public boolean noNewPrivileges;
    public long secureBits;
    public String hostname = "host";
    public String domainname = "(none)";
    public long signalMask;
    public boolean sessionLeader;
    public Optional<String> sessionKeyring = Optional.empty();
    public Optional<ProcessCall.Execve> executed = Optional.empty();
    public Optional<Integer> exited = Optional.empty();
    /** The directory of the cgroup that clone3 was told. */
    public Optional<String> bornIn = Optional.empty();

    /** prctl(2) options without a field of their own here, with their argument. */
    public final Map<Integer, Long> prctl = new HashMap<>();

    public final Map<Integer, Limit> limits = new TreeMap<>();
    /** Namespaces made by clone or unshare, in order. */
    public final List<CloneFlag> created = new ArrayList<>();
    /** Namespaces joined by setns, in order. */
    public final List<CloneFlag> joined = new ArrayList<>();

    public final List<Range> closedOnExec = new ArrayList<>();

    FakeProcess(long pid) {
        this.pid = pid;
    }

    FakeProcess(FakeProcess parent, long pid) {
        this.pid = pid;
        uid = parent.uid;
        effectiveUid = parent.effectiveUid;
        savedUid = parent.savedUid;
        fsuid = parent.fsuid;
        gid = parent.gid;
        effectiveGid = parent.effectiveGid;
        savedGid = parent.savedGid;
        fsgid = parent.fsgid;
        groups = parent.groups;
        effective = parent.effective;
        permitted = parent.permitted;
        inheritable = parent.inheritable;
        bounding = parent.bounding;
        ambient = parent.ambient;
        umask = parent.umask;
        noNewPrivileges = parent.noNewPrivileges;
        secureBits = parent.secureBits;
        hostname = parent.hostname;
        domainname = parent.domainname;
        signalMask = parent.signalMask;
        limits.putAll(parent.limits);
        created.addAll(parent.created);
        joined.addAll(parent.joined);
        closedOnExec.addAll(parent.closedOnExec);
    }

    boolean has(int capability) {
        return (effective >> capability & 1) == 1;
    }
}
