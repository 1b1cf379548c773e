package dev.jrun.runtime.embed.junit;

import dev.jrun.runtime.embed.Container;
import dev.jrun.runtime.embed.ContainerRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Makes the containers of {@link FromBundle} parameters. */
public final class ContainerExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ContainerExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        if (!parameter.isAnnotated(FromBundle.class)) {
            return false;
        }
        if (parameter.getParameter().getType() != Container.class) {
            throw new ParameterResolutionException(
                    "@FromBundle belongs on a parameter of type " + Container.class.getName());
        }
        return true;
    }

    @Override
    public Container resolveParameter(ParameterContext parameter, ExtensionContext context) {
        FromBundle wanted = parameter.findAnnotation(FromBundle.class).orElseThrow();
        // The store of the test, or of the class, closes it at its end.
        Workplace workplace =
                context.getStore(NAMESPACE).computeIfAbsent(Workplace.class, type -> Workplace.make(), Workplace.class);
        Container container = workplace.runtime().create("test-" + UUID.randomUUID(), Path.of(wanted.value()));
        if (wanted.started()) {
            container.start();
        }
        return container;
    }

    /** The runtime of one test, in a folder of its own. */
    private record Workplace(Path root, ContainerRuntime runtime) implements AutoCloseable {
        static Workplace make() {
            try {
                Path root = Files.createTempDirectory("jrun-junit");
                return new Workplace(root, ContainerRuntime.open(root));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            runtime.close();
            removeCache();
            Files.delete(root);
        }

        /** Compiled filters are kept beside the containers. */
        private void removeCache() throws IOException {
            try (var files = Files.list(root.resolve("@cache"))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            } catch (NoSuchFileException none) {
                return;
            }
            Files.delete(root.resolve("@cache"));
        }
    }
}
