package dev.jrun.it.launch;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * {@code TestRun CLASSES TAGS [CLASS | CLASS#METHOD …]}: runs the named tests, or else all in the folder {@code CLASSES}
 * that JUnit's expression of tags chooses. The exit code is 0 if tests ran and none failed.
 */
public final class TestRun {
    private static final String PACKAGE = "dev.jrun.it.";

    private TestRun() {}

    public static void main(String[] args) {
        LauncherDiscoveryRequest request =
                args.length > 2 ? named(List.of(args).subList(2, args.length)) : tagged(Path.of(args[0]), args[1]);
        Report report = new Report(System.out);
        LauncherFactory.create().execute(request, report, new Standstill(System.out));
        report.printTotals();
        // Threads that a failed test left behind are no reason to stay.
        System.exit(report.isSuccess() ? 0 : 1);
    }

    private static LauncherDiscoveryRequest tagged(Path classes, String tag) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(classes)))
                .filters(TagFilter.includeTags(tag))
                .build();
    }

    private static LauncherDiscoveryRequest named(List<String> names) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String name : names) {
            String qualified = name.contains(".") ? name : PACKAGE + name;
            if (name.contains("#")) {
                selectors.addAll(methods(qualified));
            } else {
                selectors.add(DiscoverySelectors.selectClass(qualified));
            }
        }
        return LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
    }

    /** By name only, as people know no parameter types by heart. */
    private static List<DiscoverySelector> methods(String classAndMethod) {
        String[] parts = classAndMethod.split("#", 2);
        List<DiscoverySelector> found = new ArrayList<>();
        for (Method method : type(parts[0]).getDeclaredMethods()) {
            if (method.getName().equals(parts[1])) {
                found.add(DiscoverySelectors.selectMethod(method.getDeclaringClass(), method));
            }
        }
        return found;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("no test class " + name, e);
        }
    }
}
