package dev.jrun.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds for each source file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceFilesTest {
    private static final int FILE_LIMIT = 400;
    private static final int METHOD_LIMIT = 40;

    private SourceTree sources;

    @BeforeAll
    void parse() throws IOException {
        Path repository = Path.of(System.getProperty("jrun.repository", ".."));
        sources = SourceTree.of(repository.toAbsolutePath().normalize());
        assertThat(sources.units()).hasSizeGreaterThan(100);
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        Set<String> packages = new TreeSet<>();
        Set<String> described = new TreeSet<>();
        for (CompilationUnitTree unit : sources.units()) {
            String name = sources.name(unit);
            String folder = name.substring(0, name.lastIndexOf('/'));
            if (folder.contains("/src/main/java/")) {
                packages.add(folder);
            }
            if (name.endsWith("/package-info.java")
                    && unit.getPackageAnnotations().toString().contains("@NullMarked")
                    && text(unit).contains("/**")) {
                described.add(folder);
            }
        }

        packages.removeAll(described);
        assertThat(described).isNotEmpty();
        assertThat(packages)
                .as("packages without a described, @NullMarked package-info.java")
                .isEmpty();
    }

    private static String text(CompilationUnitTree unit) {
        try {
            return unit.getSourceFile().getCharContent(true).toString();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void noFileIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (CompilationUnitTree unit : sources.units()) {
            int lines =
                    Files.readAllLines(Path.of(unit.getSourceFile().toUri())).size();
            if (lines > FILE_LIMIT) {
                tooLong.add(sources.name(unit));
            }
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void noMethodIsTooLong() {
        List<String> tooLong = new ArrayList<>();
        for (CompilationUnitTree unit : sources.units()) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void unused) {
                    var positions = sources.trees().getSourcePositions();
                    long body = positions.getStartPosition(unit, method.getBody());
                    if (body >= 0) {
                        long end = positions.getEndPosition(unit, method);
                        long lines = sources.line(unit, end) - sources.line(unit, body) + 1;
                        if (lines > METHOD_LIMIT) {
                            tooLong.add(sources.name(unit) + " " + method.getName() + ": " + lines);
                        }
                    }
                    return super.visitMethod(method, unused);
                }
            }.scan(unit, null);
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void onlyMainSpeaksToTheJvmsOwnStreamsAndEndsIt() {
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree unit : sources.units()) {
            String name = sources.name(unit);
            if (!name.startsWith("runtime/src/main/") || name.endsWith("/Main.java")) {
                continue;
            }
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMemberSelect(MemberSelectTree select, Void unused) {
                    if (Set.of("System.out", "System.err", "System.exit", "Runtime.getRuntime")
                            .contains(select.toString())) {
                        found.add(name + ": " + select);
                    }
                    return super.visitMemberSelect(select, unused);
                }
            }.scan(unit, null);
        }

        assertThat(found).isEmpty();
    }
}
