package dev.jrun.runtime.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes of this pid namespace, as procfs shows them. */
public final class ProcessTable {
    /** What the link /proc/PID/exe of a stub begins with: it runs from a sealed memfd. */
    public static final String STUB_EXE = "/memfd:jrun-stub";

    /** Where the start time is among the fields behind the command's name, of which the state is the first. */
    private static final int START_TIME_FIELD = 19;

    /** No less than the fields up to the start time take: 21 numbers of at most 20 digits, and a name of at most 64. */
    private static final int LONGEST_STAT = 512;

    /** The name and the end of its line. */
    private static final int LONGEST_NAME = 65;

    private static final int FLAGS_FIELD = 6;
    private static final int PF_EXITING = 4;

    private final Path proc;

    public ProcessTable() {
        this(Path.of("/proc"));
    }

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /** The process that has this pid now; none if there is none, or it is a zombie. */
    public Optional<InitProcess> find(int pid) {
        String stat = stat(pid);
        // The command's name is in parentheses and may hold spaces and parentheses of its own.
        int state = stat.lastIndexOf(')') + 2;
        if (state >= stat.length() || isDead(stat.charAt(state))) {
            return Optional.empty();
        }
        return Optional.of(new InitProcess(pid, field(stat, state, START_TIME_FIELD)));
    }

    /** Whether this very process is there and no zombie. */
    public boolean isAlive(InitProcess process) {
        Optional<InitProcess> found = find(process.pid());
        return found.isPresent() && found.get().startTime() == process.startTime();
    }

    /**
     * Whether this process is about to end, or is a zombie, and is still called {@code name}, so that it has executed
     * nothing since it was named so. False when it is gone altogether.
     */
    public boolean endsAs(int pid, String name) {
        // Mostly it has another name, which costs less to ask for.
        if (!file(pid, "comm", LONGEST_NAME).equals(name + "\n")) {
            return false;
        }
        String stat = stat(pid);
        int state = stat.lastIndexOf(')') + 2;
        return state < stat.length()
                && (field(stat, state, FLAGS_FIELD) & PF_EXITING) != 0
                && stat.substring(stat.indexOf('(') + 1, state - 2).equals(name);
    }

    /** This process and all others that are in its pid namespace and may be looked at. */
    public List<Long> sharingPidNamespace(long pid) {
        Optional<Path> namespace = pidNamespace(proc.resolve(Long.toString(pid)));
        List<Long> pids = new ArrayList<>(List.of(pid));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                long other = Long.parseLong(process.getFileName().toString());
                if (other != pid && namespace.isPresent() && namespace.equals(pidNamespace(process))) {
                    pids.add(other);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pids.sort(null);
        return pids;
    }

    private static Optional<Path> pidNamespace(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("ns/pid")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What /proc/PID/exe points to; empty when the process is gone or may not be looked at. */
    Optional<String> executable(InitProcess process) {
        try {
            Path link = proc.resolve(Integer.toString(process.pid())).resolve("exe");
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String stat(int pid) {
        return file(pid, "stat", LONGEST_STAT);
    }

    private String file(int pid, String name, int longest) {
        try {
            byte[] content = FileContent.ofKernel(proc + "/" + pid + "/" + name, longest);
            return new String(content, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // ENOENT, or ESRCH when the process ends between open and read.
            return "";
        }
    }

    private static boolean isDead(char state) {
        return state == 'Z' || state == 'X';
    }

    private static long field(String stat, int from, int index) {
        int start = from;
        for (int i = 0; i < index; i++) {
            start = stat.indexOf(' ', start) + 1;
        }
        return Long.parseLong(stat, start, stat.indexOf(' ', start), 10);
    }
}
