package dev.jrun.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a folder, a {@link Jrun} and {@link BundleBuilder}s, and takes the folder away afterwards. */
final class WorkplaceExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(WorkplaceExtension.class);

    /** What one test works with. */
    record Workplace(Path folder, Jrun jrun, AtomicInteger bundles) {}

    static Workplace of(ExtensionContext context) {
        Workplace workplace = context.getStore(NAMESPACE).get("workplace", Workplace.class);
        if (workplace == null) {
            throw new IllegalStateException("no workplace: the test class is no @BlackBoxTest");
        }
        return workplace;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Subreaper.adoptOrphans();
        Path folder = Files.createTempDirectory(Jrun.ID_PREFIX);
        // Containers with a user namespace of their own have to pass through it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        context.getStore(NAMESPACE).put("workplace", new Workplace(folder, new Jrun(folder), new AtomicInteger()));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        Workplace workplace = of(context);
        List<String> left = workplace.jrun().stateFolders();
        left.forEach(id -> workplace.jrun().call("delete", "--force", id));
        Subreaper.reapOrphans();
        delete(workplace.folder());
        if (!left.isEmpty()) {
            throw new AssertionError("the test left containers in the state folder: " + left);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Jrun.class || type == BundleBuilder.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Workplace workplace = of(context);
        if (parameter.getParameter().getType() == Jrun.class) {
            return workplace.jrun();
        }
        return new BundleBuilder(
                workplace.folder().resolve("bundle" + workplace.bundles().incrementAndGet()));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
