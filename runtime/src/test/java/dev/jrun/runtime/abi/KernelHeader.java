package dev.jrun.runtime.abi;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers that the kernel's headers for programs define. */
final class KernelHeader {
    private static final Pattern DEFINE = Pattern.compile("\\s*#\\s*define\\s+(\\w+)\\s+(\\(.*?\\)|\\S+).*");
    private static final Pattern SHIFT = Pattern.compile("\\(?(\\w+)\\s*<<\\s*(\\d+)\\)?");

    private final Map<String, String> definitions = new HashMap<>();

    /** Reads the headers, each found below /usr/include or its folder for this architecture. */
    static KernelHeader read(String... names) throws IOException {
        var header = new KernelHeader();
        for (String name : names) {
            header.add(find(name));
        }
        return header;
    }

    private static Path find(String name) {
        for (String folder : new String[] {
            "/usr/include", "/usr/include/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu"
        }) {
            Path file = Path.of(folder, name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return abort("no kernel header " + name + " here: install linux-libc-dev");
    }

    private void add(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            Matcher define = DEFINE.matcher(line);
            if (define.matches()) {
                definitions.putIfAbsent(define.group(1), define.group(2));
            }
        }
    }

    /** The number behind a name, through as many other names as it takes. */
    Optional<Long> number(String name) {
        String text = definitions.get(name);
        while (text != null && definitions.containsKey(text)) {
            text = definitions.get(text);
        }
        return text == null ? Optional.empty() : Optional.of(evaluate(text));
    }

    private static long evaluate(String text) {
        Matcher shift = SHIFT.matcher(text);
        if (shift.matches()) {
            return literal(shift.group(1)) << Integer.parseInt(shift.group(2));
        }
        return literal(text);
    }

    private static long literal(String text) {
        String digits = text.replaceAll("[()]", "").replaceAll("(?i)[ul]+$", "");
        return Long.decode(digits);
    }
}
