package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.DescriptorCall.CloseRange;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.DescriptorCall.MemfdCreate;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Pread;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Execve;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.WaitStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A program of the host's that jrun asks something: a child of the main stub, with the caller's environment. */
public final class HostProgram {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int FIRST_AFTER_STDIO = 3;
    private static final int SIGCHLD = 17;
    private static final int SIGKILL = 9;
    private static final int CHUNK = 32 * 1024;

    private final Stub main;
    private final String name;

    /** The program {@code name} in the caller's PATH. */
    public HostProgram(Stub main, String name) {
        this.main = main;
        this.name = name;
    }

    /**
     * Runs the program and gives what it prints to its standard output.
     *
     * @throws InvalidInputException with what it says, when it ends with another exit status than 0
     */
    public String output(List<String> arguments) {
        Fd.Number output = file();
        Fd.Number errors = file();
        try {
            WaitStatus status = await(start(arguments, output, errors));
            if (status.exitCode() != 0) {
                String said = read(errors).strip().replace("\n", " | ");
                throw new InvalidInputException(name + " failed with exit status " + status.exitCode() + ": " + said);
            }
            return read(output);
        } finally {
            var plan = new Plan();
            plan.call("close the output of " + name, new Close(output));
            plan.call("close the output of " + name, new Close(errors));
            main.run(plan);
        }
    }

    private Fd.Number file() {
        return (Fd.Number) main.call("make a file for the output of " + name, new MemfdCreate(name + "-output"));
    }

    private long start(List<String> arguments, Fd output, Fd errors) {
        String path = path();
        List<String> argv = new ArrayList<>(List.of(name));
        argv.addAll(arguments);
        String intent = "run " + path;
        var plan = new Plan();
        plan.call(intent, new Prctl(Prctl.PR_SET_PDEATHSIG, SIGKILL, 0));
        plan.call(intent, new Dup3(output, 1, false));
        plan.call(intent, new Dup3(errors, 2, false));
        plan.call(intent, new CloseRange(FIRST_AFTER_STDIO, -1, true));
        plan.call(intent, new Execve(path, argv, main.environment()));
        try (Stub child = main.clone(Set.of(), SIGCHLD, name)) {
            try {
                child.runLast(plan);
                return child.pid();
            } catch (SyscallException failure) {
                child.close();
                main.call("reap " + name, new Wait4(child.pid(), Wait4.WALL));
                throw failure;
            }
        }
    }

    private String path() {
        String folders = DEFAULT_PATH;
        for (String entry : main.environment()) {
            if (entry.startsWith("PATH=")) {
                folders = entry.substring("PATH=".length());
            }
        }
        for (String folder : folders.split(":")) {
            Path path = Path.of("/").resolve(folder).resolve(name);
            if (Files.isRegularFile(path) && Files.isExecutable(path)) {
                return path.toString();
            }
        }
        throw new InvalidInputException("exec: \"" + name + "\": executable file not found in $PATH");
    }

    private WaitStatus await(long pid) {
        Fd.Number pidfd = (Fd.Number) main.call("watch " + name, new PidfdOpen(pid));
        // The channel is watched too: a stub that slept here for ever would outlive an engine that died.
        List<Integer> watched = List.of(pidfd.value(), main.channel());
        main.call("wait for " + name, new Ppoll(watched, Ppoll.POLLIN, -1));
        main.call("stop watching " + name, new Close(pidfd));
        return main.call("wait for " + name, new Wait4(pid, Wait4.WALL));
    }

    private String read(Fd file) {
        var bytes = new ByteArrayOutputStream();
        byte[] chunk;
        do {
            chunk = main.call("read the output of " + name, new Pread(file, CHUNK, bytes.size()));
            bytes.writeBytes(chunk);
        } while (chunk.length > 0);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
