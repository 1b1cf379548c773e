package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The runtime under test with a state folder of its own. */
public final class Jrun {
    /** How the names start that this run of the tests gives to containers and files. */
    static final String ID_PREFIX =
            "jrun-it-%d-".formatted(ProcessHandle.current().pid());

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Path folder;
    private final Path root;
    private final Transcript transcript = new Transcript();

    Jrun(Path folder) {
        this.folder = folder;
        this.root = folder.resolve("state");
    }

    /** A name no other container on this machine has. */
    public static String newId() {
        return ID_PREFIX + NEXT.incrementAndGet();
    }

    /** The folder given as {@code --root}. */
    public Path root() {
        return root;
    }

    /** A file in the test's folder, which goes away after the test. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** A command with {@code --root} before it. */
    public Invocation command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("--root", root.toString()));
        command.addAll(List.of(arguments));
        return bare(command.toArray(String[]::new));
    }

    /** A command as it is. */
    public Invocation bare(String... arguments) {
        List<String> command = new ArrayList<>(List.of(RuntimeUnderTest.binary().toString()));
        command.addAll(List.of(arguments));
        return new Invocation(command, folder.resolve("output-" + NEXT.incrementAndGet()), transcript);
    }

    /** A command with {@code --root}, in a mount namespace in which nothing is mounted at {@code point}. */
    public Invocation commandWithout(Path point, String... arguments) {
        return commandAmongMounts("umount " + point, arguments);
    }

    /** A command with {@code --root}, in a mount namespace that a shell has changed with {@code change}. */
    public Invocation commandAmongMounts(String change, String... arguments) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", change + " && exec \"$@\""));
        command.addAll(List.of("sh", RuntimeUnderTest.binary().toString(), "--root", root.toString()));
        command.addAll(List.of(arguments));
        return new Invocation(command, folder.resolve("output-" + NEXT.incrementAndGet()), transcript);
    }

    /** Another program, as it is. */
    public Invocation program(String... program) {
        return new Invocation(List.of(program), folder.resolve("output-" + NEXT.incrementAndGet()), transcript);
    }

    /** A program that {@code user} runs, with no more of an environment than a login gives. */
    public Invocation of(OrdinaryUser user, String... program) {
        Path output = folder.resolve("output-" + NEXT.incrementAndGet());
        return new Invocation(user.command(program), output, transcript)
                .environment("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
                .environment("HOME", user.home().toString())
                .environment("XDG_RUNTIME_DIR", user.runtimeFolder().toString());
    }

    /** Runs a command, which has to succeed in silence. */
    public Result succeed(String... arguments) {
        return command(arguments).run().expectSuccess();
    }

    /** Runs a command that may fail. */
    public Result call(String... arguments) {
        return command(arguments).run();
    }

    /** Another program, in the network namespace of the process {@code pid}; it has to succeed. */
    public Result inNetworkOf(int pid, String... program) {
        Path output = folder.resolve("output-" + NEXT.incrementAndGet());
        return new Invocation(List.of(program), output, transcript)
                .inNetworkOf(pid)
                .run()
                .expectSuccess();
    }

    /** Runs the bundle in the foreground; the container has to end with 0. */
    public String output(BundleBuilder bundle) {
        return succeed("run", "--bundle", bundle.write().toString(), newId()).out();
    }

    /** Runs {@code create}, which has to succeed. */
    public Container create(BundleBuilder bundle) {
        return create(bundle.write());
    }

    /** Runs {@code create}, which has to succeed. */
    public Container create(Path bundle) {
        return create(bundle, Path.of("/"), List.of("create"));
    }

    /** Runs {@code create} or {@code run -d} with more flags in a working folder; it has to succeed. */
    public Container create(Path bundle, Path workingFolder, List<String> verbAndFlags) {
        String id = newId();
        Path pidFile = folder.resolve(id + ".pid");
        List<String> arguments = new ArrayList<>(verbAndFlags);
        arguments.addAll(List.of("--bundle", bundle.toString(), "--pid-file", pidFile.toString(), id));
        Invocation create = command(arguments.toArray(String[]::new)).in(workingFolder);
        Container container = new Container(this, id, create.stdout(), create.stderr());
        try {
            create.run().expectSuccess();
            return container.created(pidFile);
        } catch (AssertionError | RuntimeException e) {
            container.close();
            throw e;
        }
    }

    /** Runs {@code create} and {@code start}, which have to succeed. */
    public Container start(BundleBuilder bundle) {
        Container container = create(bundle);
        try {
            container.start();
            return container;
        } catch (AssertionError | RuntimeException e) {
            container.close();
            throw e;
        }
    }

    /** Runs {@code restore -d} from a folder of images, which has to succeed. */
    public Container restore(Path bundle, String images) {
        return create(bundle, Path.of("/"), List.of("restore", "-d", "--image-path", images));
    }

    /** The names of what lies in the state folder: one per container. The cache beside them is none's. */
    public List<String> stateFolders() {
        if (Files.notExists(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals("@cache"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Transcript transcript() {
        return transcript;
    }
}
