package dev.jrun.runtime.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** All Java sources of the repository, parsed. */
record SourceTree(Path repository, List<CompilationUnitTree> units, Trees trees) {
    /** Parses the sources below {@code repository}. */
    static SourceTree of(Path repository) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String module : List.of("spec", "runtime", "integration-tests")) {
            try (Stream<Path> all = Files.walk(repository.resolve(module, "src"))) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            return new SourceTree(repository, units, Trees.instance(task));
        }
    }

    /** The path of a source from the root of the repository. */
    String name(CompilationUnitTree unit) {
        Path file = Path.of(unit.getSourceFile().toUri());
        return repository.toAbsolutePath().normalize().relativize(file).toString();
    }

    String packageName(CompilationUnitTree unit) {
        return Objects.requireNonNull(unit.getPackageName()).toString();
    }

    /** The line on which a position stands. */
    long line(CompilationUnitTree unit, long position) {
        return unit.getLineMap().getLineNumber(position);
    }
}
