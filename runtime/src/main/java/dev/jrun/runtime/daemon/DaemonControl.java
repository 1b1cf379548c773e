package dev.jrun.runtime.daemon;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.command.Console;
import dev.jrun.runtime.command.DaemonRequest;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.CloseRange;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.DescriptorCall.Flock;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Chdir;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Execve;
import dev.jrun.runtime.syscall.ProcessCall.ExitGroup;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.ProcessCall.PidfdSendSignal;
import dev.jrun.runtime.syscall.ProcessCall.Setsid;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The command {@code daemon}, which an engine runs for its caller like any other: cold, as a rule. */
public final class DaemonControl {
    private static final int SIGTERM = 15;
    private static final int SIGCHLD = 17;
    private static final int FIRST_AFTER_STDIO = 3;
    private static final int MESSAGE_LIMIT = 4096;
    private static final long END_LIMIT_MILLIS = 10_000;
    private static final Set<Errno> NOT_EXECUTABLE = Set.of(Errno.ENOENT, Errno.EACCES, Errno.ENOEXEC, Errno.ENOMEM);

    private final SyscallExecutor local;
    private final Stub main;
    private final Map<String, String> environment;
    private final DaemonFolder folder;
    private final Optional<DaemonServer> server;
    private final Console console;

    /**
     * For one caller.
     *
     * @param server where this engine is a daemon's
     */
    public DaemonControl(
            SyscallExecutor local,
            Stub main,
            int uid,
            Map<String, String> environment,
            Optional<DaemonServer> server,
            Console console) {
        this.local = local;
        this.main = main;
        this.environment = environment;
        this.folder = DaemonFolder.of(uid, environment);
        this.server = server;
        this.console = console;
    }

    /** Does it. What the caller's process has to do once this engine is gone is the result. */
    public Consumer<Plan> run(DaemonRequest request) {
        return switch (request) {
            case DaemonRequest.Serve serve -> serve(serve);
            case DaemonRequest.Status _ -> status();
            case DaemonRequest.Stop _ -> stop();
        };
    }

    private Consumer<Plan> serve(DaemonRequest.Serve request) {
        if (server.isPresent()) {
            throw new ContainerStateException("a daemon runs already: see 'jrun daemon status'");
        }
        if (request.detach()) {
            detach(request.idle());
            return DaemonControl::exit;
        }
        Optional<Integer> listener = givenListener();
        var options = new DaemonOptions(folder.path(), main.build(), request.idle(), Optional.empty(), listener);
        List<String> command = command(options);
        return end -> {
            int first = FIRST_AFTER_STDIO + (listener.isPresent() ? 1 : 0);
            end.call("close descriptors on exec", new CloseRange(first, -1, true));
            end.call("leave the folder", new Chdir("/"));
            end.attempt("become the daemon", execve(command), NOT_EXECUTABLE);
            String text = "jrun: daemon: can't execute " + command.getFirst() + "; install jrun again\n";
            end.call("tell of it", Write.text(Fd.STDERR, text));
            end.call("exit", new ExitGroup(1));
        };
    }

    private static void exit(Plan end) {
        end.call("exit", new ExitGroup(0));
    }

    /** By the protocol of systemd's socket units, sd_listen_fds(3). */
    private Optional<Integer> givenListener() {
        String pid = environment.getOrDefault("LISTEN_PID", "");
        if (!pid.equals(Long.toString(main.pid()))) {
            return Optional.empty();
        }
        if (!environment.getOrDefault("LISTEN_FDS", "").equals("1")) {
            throw new InvalidInputException("LISTEN_FDS: a daemon takes exactly one socket");
        }
        return Optional.of(FIRST_AFTER_STDIO);
    }

    private static Execve execve(List<String> command) {
        // One arena: with one for each thread, glibc keeps tens of megabytes that nobody needs.
        return new Execve(command.getFirst(), command, List.of("LANG=C.UTF-8", "MALLOC_ARENA_MAX=1"));
    }

    /** Starts the daemon as a process of its own, and waits until it listens. */
    private void detach(Optional<Duration> idle) {
        List<Fd> ready = local.call("make a socket to hear of the daemon", new Socketpair());
        Stub child = main.clone(Set.of(), SIGCHLD, "daemon");
        try {
            Fd.Number its = child.give(ready.getLast());
            var options =
                    new DaemonOptions(folder.path(), main.build(), idle, Optional.of(its.value()), Optional.empty());
            child.runLast(detachedPlan(its, command(options)));
        } finally {
            child.close();
            local.call("close the daemon's end", new Close(ready.getLast()));
        }
        byte[] message = local.call("wait for the daemon", new Receive(ready.getFirst(), MESSAGE_LIMIT));
        local.call("close a socket", new Close(ready.getFirst()));
        String text = new String(message, StandardCharsets.UTF_8);
        if (!text.equals(READY)) {
            throw new ContainerStateException(text.isEmpty() ? "the daemon ended before it listened" : text);
        }
    }

    /** What a daemon says on its socket when it listens. */
    static final String READY = "ready";

    private static Plan detachedPlan(Fd.Number ready, List<String> command) {
        var plan = new Plan();
        plan.call("make a session", new Setsid());
        plan.call("leave the folder", new Chdir("/"));
        Slot nothing = plan.call("open /dev/null", new Openat(Fd.CWD, "/dev/null", Set.of(OpenFlag.O_RDWR), 0));
        for (int fd = 0; fd < FIRST_AFTER_STDIO; fd++) {
            plan.call("let go of the caller's terminal", new Dup3(nothing, fd, false));
        }
        plan.call("close descriptors on exec", new CloseRange(FIRST_AFTER_STDIO, -1, true));
        plan.call("keep a socket", new Fcntl(ready, Fcntl.F_SETFD, 0));
        plan.call("become the daemon", execve(command));
        return plan;
    }

    /** The JVM and its arguments, from the file beside the one that the launcher reads. */
    private List<String> command(DaemonOptions options) {
        String program = main.call("find this program", new Readlinkat(Fd.CWD, "/proc/self/exe"));
        Path file = Path.of(program).resolveSibling("../lib/jrun/daemon.argv").normalize();
        List<String> command = new ArrayList<>(List.of(text(file.toString()).split("\n")));
        command.addAll(options.arguments());
        return command;
    }

    private static String text(String file) {
        try (var in = new FileInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidInputException("can't read " + file + "; install jrun again");
        }
    }

    private Consumer<Plan> status() {
        if (server.isPresent()) {
            console.out(DaemonReport.of(server.get().account(), text("/proc/self/statm"))
                    .text());
            return DaemonControl::exit;
        }
        long pid = runningPid();
        console.out("pid: " + pid + "\nstatus: does not serve this caller, or this build of jrun\n");
        return DaemonControl::exit;
    }

    /** The daemon's pid; fails where no process has the lock on the file that holds it. */
    private long runningPid() {
        String intent = "look for the daemon";
        var plan = new Plan();
        Slot file = plan.callThen(
                intent, new Openat(Fd.CWD, folder.lock().toString(), Set.of(), 0), Set.of(Errno.ENOENT), () -> {});
        var outcome = local.run(plan);
        if (outcome.failure(file).isPresent()) {
            throw new ContainerStateException("no daemon runs");
        }
        Fd fd = outcome.fd(file);
        try {
            local.call(intent, new Flock(fd, Flock.LOCK_SH | Flock.LOCK_NB));
        } catch (SyscallException held) {
            if (held.errno().equals(Errno.EAGAIN)) {
                return Long.parseLong(new String(local.call(intent, new Read(fd, 32)), StandardCharsets.US_ASCII));
            }
            throw held;
        } finally {
            local.call(intent, new Close(fd));
        }
        throw new ContainerStateException("no daemon runs");
    }

    /** It is this engine itself that ends, as a rule: so the caller's process waits for that, and tells nobody. */
    private Consumer<Plan> stop() {
        long pid = runningPid();
        var pidfd = (Fd.Number) main.call("open process " + pid, new PidfdOpen(pid));
        return end -> {
            end.attempt("end the daemon", new PidfdSendSignal(pidfd, SIGTERM), Set.of(Errno.ESRCH));
            end.call("wait for its end", new Ppoll(List.of(pidfd.value()), Ppoll.POLLIN, END_LIMIT_MILLIS));
            exit(end);
        };
    }
}
