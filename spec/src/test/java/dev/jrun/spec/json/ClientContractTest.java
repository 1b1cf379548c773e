package dev.jrun.spec.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds docs/client-contract.md to the tests in the sources. */
class ClientContractTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    /** In words. */
    private static final int SHORTEST_REASON = 6;

    private final Path repository = Path.of(System.getProperty("jrun.repository", ".."));
    private final List<String> rows = new ArrayList<>();

    @BeforeEach
    void readTheTables() throws IOException {
        for (String line : Files.readAllLines(repository.resolve("docs/client-contract.md"))) {
            if (line.startsWith("| ") && !line.endsWith("| shown by |")) {
                rows.add(line);
            }
        }
    }

    @Test
    void everyRowHasATestOrAReason() {
        assertThat(rows).hasSizeGreaterThan(80).allSatisfy(row -> {
            String[] cells = row.split("\\|");
            String shown = cells[cells.length - 1].strip();
            assertThat(shown).as(row).doesNotContainIgnoringCase("to come");
            boolean reason = shown.split("\\s+").length >= SHORTEST_REASON;
            assertThat(reason || TEST.matcher(shown).find()).as(row).isTrue();
        });
    }

    @Test
    void everyTestThatTheTablesNameIsThere() throws IOException {
        Map<String, String> sources = testSources();
        Set<String> missing = new TreeSet<>();
        int named = 0;
        for (String row : rows) {
            Matcher test = TEST.matcher(row);
            while (test.find()) {
                named++;
                String source = sources.getOrDefault(test.group(1), "");
                String method = test.group(2) == null ? "class " + test.group(1) : "void " + test.group(2) + "(";
                if (!source.contains(method)) {
                    missing.add(test.group());
                }
            }
        }

        assertThat(missing).as("tests that are named and not there").isEmpty();
        assertThat(named).isGreaterThan(80);
    }

    private Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("spec", "runtime", "integration-tests")) {
            try (Stream<Path> files = Files.walk(repository.resolve(module).resolve("src/test/java"))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    String name = file.getFileName().toString();
                    if (name.endsWith("Test.java")) {
                        sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                    }
                }
            }
        }
        return sources;
    }
}
