import dev.jrun.runtime.embed.Container;
import dev.jrun.runtime.embed.ContainerRuntime;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a bundle in a container, from this JVM, and tells how it ended. See docs/embedding.md. */
void main(String[] args) throws Exception {
    Path root = Files.createTempDirectory("embedded-jrun");
    try (ContainerRuntime runtime = ContainerRuntime.open(root, System.err::println);
            Container container = runtime.create("example", Path.of(args[0]))) {
        container.start();
        int exitCode = container.await();
        System.out.print(container.out());
        System.err.print(container.err());
        System.out.println("The container's process " + container.pid() + " ended with " + exitCode + ".");
    }
    Files.delete(root);
}
