package dev.jrun.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link WireFormat} and wire.h have the same numbers; the compiler says what those of wire.h are. */
class WireFormatTest {
    private static final Path HEADERS = Path.of("src", "main", "c").toAbsolutePath();

    private static final Map<String, Long> EXPECTED = Map.ofEntries(
            Map.entry("WIRE_VERSION", (long) WireFormat.VERSION),
            Map.entry("WIRE_MAGIC", (long) WireFormat.MAGIC),
            Map.entry("WIRE_MESSAGE_MAX", (long) WireFormat.MESSAGE_MAX),
            Map.entry("WIRE_SLOTS", (long) WireFormat.SLOTS),
            Map.entry("WIRE_TOLERATED", (long) WireFormat.TOLERATED),
            Map.entry("WIRE_NOT_RUN", WireFormat.NOT_RUN),
            Map.entry("sizeof(struct wire_request)", (long) WireFormat.REQUEST_SIZE),
            Map.entry("sizeof(struct wire_call)", (long) WireFormat.CALL_SIZE),
            Map.entry("OFFSET(wire_call, number)", (long) WireFormat.CALL_NUMBER),
            Map.entry("OFFSET(wire_call, slot)", (long) WireFormat.CALL_SLOT),
            Map.entry("OFFSET(wire_call, channel)", (long) WireFormat.CALL_CHANNEL),
            Map.entry("OFFSET(wire_call, tolerated)", (long) WireFormat.CALL_TOLERATED),
            Map.entry("OFFSET(wire_call, skip_on_success)", (long) WireFormat.CALL_SKIP_ON_SUCCESS),
            Map.entry("OFFSET(wire_call, skip_on_error)", (long) WireFormat.CALL_SKIP_ON_ERROR),
            Map.entry("OFFSET(wire_call, slots)", (long) WireFormat.CALL_SLOTS),
            Map.entry("sizeof(struct wire_range)", (long) WireFormat.RANGE_SIZE),
            Map.entry("OFFSET(wire_range, size)", (long) WireFormat.RANGE_BYTES),
            Map.entry("OFFSET(wire_range, call)", (long) WireFormat.RANGE_CALL),
            Map.entry("sizeof(s64)", (long) WireFormat.RESULT_SIZE),
            Map.entry("sizeof(struct wire_hello)", (long) WireFormat.HELLO_SIZE),
            Map.entry("OFFSET(wire_hello, version)", (long) WireFormat.HELLO_VERSION),
            Map.entry("OFFSET(wire_hello, pid)", (long) WireFormat.HELLO_PID),
            Map.entry("OFFSET(wire_hello, argc)", (long) WireFormat.HELLO_ARGC),
            Map.entry("OFFSET(wire_hello, channel)", (long) WireFormat.HELLO_CHANNEL),
            Map.entry("OFFSET(wire_hello, request)", (long) WireFormat.HELLO_REQUEST),
            Map.entry("OFFSET(wire_hello, strings)", (long) WireFormat.HELLO_STRINGS),
            Map.entry("OFFSET(wire_hello, size)", (long) WireFormat.HELLO_STRINGS_SIZE),
            Map.entry("OFFSET(wire_hello, ignored)", (long) WireFormat.HELLO_IGNORED),
            Map.entry("OFFSET(wire_hello, build)", (long) WireFormat.HELLO_BUILD));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void numbersAgreeWithTheHeader() throws IOException, InterruptedException {
        assertThat(askCompiler()).containsExactlyInAnyOrderEntriesOf(EXPECTED);
    }

    @Test
    void limitsAgreeWithThoseOfPlans() {
        assertThat(WireFormat.SLOTS).isEqualTo(Slot.LIMIT);
        assertThat(WireFormat.TOLERATED).isEqualTo(Step.TOLERATED_LIMIT);
    }

    /** Has each expression printed by a program made of them. */
    private Map<String, Long> askCompiler() throws IOException, InterruptedException {
        var source = new StringBuilder("#include \"wire.h\"\n")
                .append("int printf(const char *, ...);\n")
                .append("#define OFFSET(type, field) __builtin_offsetof(struct type, field)\n")
                .append("int main(void) {\n");
        EXPECTED.keySet()
                .forEach(expression -> source.append("  printf(\"%s=%ld\\n\", \"")
                        .append(expression)
                        .append("\", (long) (")
                        .append(expression)
                        .append("));\n"));
        Path file = Files.writeString(folder.resolve("numbers.c"), source.append("}\n"));
        Path program = folder.resolve("numbers");
        run("gcc", "-I" + HEADERS, "-o", program.toString(), file.toString());
        Map<String, Long> numbers = new HashMap<>();
        for (String line : run(program.toString())) {
            int equals = line.lastIndexOf('=');
            numbers.put(line.substring(0, equals), Long.valueOf(line.substring(equals + 1)));
        }
        return numbers;
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
