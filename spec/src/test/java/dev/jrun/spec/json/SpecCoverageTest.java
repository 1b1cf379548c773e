package dev.jrun.spec.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.Config;
import dev.jrun.spec.features.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table in docs/spec-coverage.md has each property of the model, and names tests that there are. */
class SpecCoverageTest {
    /** A row: {@code | `/pointer` | tests or a reason | tests or a reason |}. */
    private static final Pattern ROW = Pattern.compile("\\| `(/[^`]*)` \\| ([^|]*) \\| ([^|]*) \\|");

    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Pattern BRACES = Pattern.compile("\\{([^}]*)}");

    private record Row(String pointer, String shown, String onVersion2) {}

    private final Path repository = Path.of(System.getProperty("jrun.repository", ".."));
    private final List<Row> rows = new ArrayList<>();

    @BeforeEach
    void readTheTable() throws IOException {
        for (String line : Files.readAllLines(repository.resolve("docs/spec-coverage.md"))) {
            Matcher row = ROW.matcher(line);
            if (line.startsWith("| `/")) {
                assertThat(row.matches()).as("a row of three cells: %s", line).isTrue();
                rows.add(
                        new Row(row.group(1), row.group(2).strip(), row.group(3).strip()));
            }
        }
    }

    @Test
    void theTableHasExactlyThePropertiesOfTheModel() {
        Set<String> model = new TreeSet<>();
        addLeaves(Config.class, "", model);
        addLeaves(Features.class, "/features", model);
        List<String> table = rows.stream().flatMap(row -> expand(row.pointer())).toList();

        assertThat(model).hasSizeGreaterThan(150).contains("/process/execCPUAffinity/final", "/linux/sysctl");
        assertThat(table).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(model);
    }

    @Test
    void everyRowHasATestOrAReason() {
        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(row.shown()).as(row.pointer()).hasSizeGreaterThan(5);
            assertThat(row.onVersion2()).as(row.pointer()).isNotEmpty();
        });
    }

    @Test
    void everyTestThatTheTableNamesIsThere() throws IOException {
        Map<String, String> sources = testSources();
        Set<String> missing = new TreeSet<>();
        int named = 0;
        Matcher test = TEST.matcher(Files.readString(repository.resolve("docs/spec-coverage.md")));
        while (test.find()) {
            named++;
            String source = sources.getOrDefault(test.group(1), "");
            if (!source.contains("@Test") && !source.contains("@ParameterizedTest")
                    || !source.contains("void " + test.group(2) + "(")) {
                missing.add(test.group());
            }
        }

        assertThat(missing).as("tests in the table that are not in the sources").isEmpty();
        assertThat(named).isGreaterThan(100);
    }

    /** The text of each test class; an abstract one's methods are those of the classes that extend it. */
    private Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : List.of("spec", "runtime", "integration-tests")) {
            try (Stream<Path> files = Files.walk(repository.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(path -> path.toString().endsWith("Test.java"))
                        .toList()) {
                    String name = file.getFileName().toString();
                    sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
            }
        }
        return sources;
    }

    private static Stream<String> expand(String pointer) {
        Matcher braces = BRACES.matcher(pointer);
        if (!braces.find()) {
            return Stream.of(pointer);
        }
        return Stream.of(braces.group(1).split(","))
                .map(word -> pointer.substring(0, braces.start()) + word.strip() + pointer.substring(braces.end()))
                .flatMap(SpecCoverageTest::expand);
    }

    /** Adds the pointers of all members that have no members of their own. */
    private static void addLeaves(Class<?> record, String pointer, Set<String> leaves) {
        Shape shape = Shape.of(record);
        for (int i = 0; i < shape.size(); i++) {
            addLeaves(shape.type(i), pointer + "/" + shape.name(i), leaves);
        }
    }

    private static void addLeaves(MemberType type, String pointer, Set<String> leaves) {
        if (!type.content().isEmpty()) {
            MemberType content = type.content().getFirst();
            boolean many = type.plain() != Optional.class;
            addLeaves(content, many && content.plain().isRecord() ? pointer + "/*" : pointer, leaves);
        } else if (type.plain().isRecord()) {
            addLeaves(type.plain(), pointer, leaves);
        } else {
            leaves.add(pointer);
        }
    }
}
