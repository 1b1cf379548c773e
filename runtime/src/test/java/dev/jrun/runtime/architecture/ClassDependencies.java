package dev.jrun.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** Which class uses which, as jdeps finds it in the compiled classes. */
record ClassDependencies(List<Edge> edges) {
    private static final Pattern EDGE = Pattern.compile(" {3}(\\S+) +-> (\\S+) +\\S.*");

    /** One class uses another. */
    record Edge(String user, String used) {
        String userPackage() {
            return packageOf(user);
        }

        String usedPackage() {
            return packageOf(used);
        }

        private static String packageOf(String type) {
            return type.substring(0, Math.max(0, type.lastIndexOf('.')));
        }
    }

    /** Reads the classes below a folder. */
    static ClassDependencies of(Path classes) {
        var output = new StringWriter();
        var errors = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(output),
                        new PrintWriter(errors),
                        "--multi-release",
                        "base",
                        "-verbose:class",
                        "-filter:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        classes.toString());
        assertThat(status).as(errors.toString()).isZero();
        List<Edge> edges = new ArrayList<>();
        for (String line : output.toString().lines().toList()) {
            Matcher edge = EDGE.matcher(line);
            if (edge.matches()) {
                edges.add(new Edge(edge.group(1), edge.group(2)));
            }
        }
        return new ClassDependencies(edges);
    }
}
