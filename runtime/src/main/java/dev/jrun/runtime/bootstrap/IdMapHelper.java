package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.namespace.IdKind;
import dev.jrun.spec.IdMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** newuidmap(1) or newgidmap(1): where it is, and what is wrong when it refuses a map. */
final class IdMapHelper {
    private static final int SET_UID = 04000;

    private final IdKind kind;
    private final Caller caller;
    private final Path files;

    IdMapHelper(IdKind kind, Caller caller) {
        this(kind, caller, Path.of("/"));
    }

    /** With the files of the machine below {@code files}. */
    IdMapHelper(IdKind kind, Caller caller, Path files) {
        this.kind = kind;
        this.caller = caller;
        this.files = files;
    }

    /** The program, on the PATH in {@code environment} or in /usr/bin. */
    Optional<Path> find(List<String> environment) {
        for (String folder : folders(environment)) {
            Path program = Path.of(folder, kind.helper());
            if (Files.isExecutable(program) && Files.isRegularFile(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    private List<String> folders(List<String> environment) {
        List<String> folders = new ArrayList<>();
        for (String entry : environment) {
            if (entry.startsWith("PATH=")) {
                folders.addAll(List.of(entry.substring("PATH=".length()).split(":")));
            }
        }
        // An empty or a relative one would be looked up in the working directory.
        folders.removeIf(folder -> !folder.startsWith("/"));
        folders.add(files.resolve("usr/bin").toString());
        return folders;
    }

    /** Why {@code program}, run by the process {@code pid}, did not write the map. */
    UnsupportedFeatureException refused(Path program, List<IdMapping> wanted, long pid, ChildProgram.End end) {
        String said = end.said().isEmpty() ? "" : ": " + end.said();
        String ended = end.exitCode().map(code -> "exit status " + code).orElse("no end within its time");
        return new UnsupportedFeatureException(
                kind.pointer() + ": " + program + " failed: " + ended + said + advice(program, wanted, pid));
    }

    private String advice(Path program, List<IdMapping> wanted, long pid) {
        SubordinateIds granted = SubordinateIds.read(files.resolve("." + kind.grants()), caller.uid(), user());
        if (granted.isEmpty()) {
            return "; " + kind.grants() + " has no range for " + user() + ": add a line such as " + user()
                    + ":100000:65536";
        }
        long own = kind == IdKind.UID ? caller.uid() : caller.gid();
        Optional<IdMapping> outside = granted.outside(wanted, own);
        if (outside.isPresent()) {
            return "; " + kind.grants() + " grants " + user() + " " + granted + " and the caller's own " + own
                    + ", which is not all of the " + outside.get().size() + " from "
                    + outside.get().hostId() + " on";
        }
        if (ProcessFacts.hasNoNewPrivileges(pid)) {
            return "; the caller has no_new_privs set, with which no program gains privileges";
        }
        return isSetUid(program) ? "" : "; it is not setuid root: chmod u+s " + program;
    }

    private static boolean isSetUid(Path program) {
        try {
            return ((Integer) Files.getAttribute(program, "unix:mode") & SET_UID) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** The caller's name in /etc/passwd, or its number. */
    private String user() {
        try {
            String wanted = Integer.toString(caller.uid());
            for (String line : Files.readString(files.resolve("etc/passwd"), StandardCharsets.ISO_8859_1)
                    .split("\n")) {
                String[] fields = line.split(":");
                if (fields.length > 2 && fields[2].equals(wanted)) {
                    return fields[0];
                }
            }
            return wanted;
        } catch (IOException e) {
            return Integer.toString(caller.uid());
        }
    }
}
