package dev.jrun.runtime.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mounts that a process sees, as /proc/PID/mountinfo tells them; proc_pid_mountinfo(5). */
final class MountTable {
    private static final int ROOT = 3;
    private static final int POINT = 4;

    private final List<String> lines;

    MountTable(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    static MountTable of(long pid) {
        try {
            return new MountTable(
                    Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a whole procfs or sysfs is mounted outside of {@code root}, the latest first. */
    List<String> wholeProcfsAndSysfs(String root) {
        List<String> points = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.split(" ");
            String point = unescaped(fields[POINT]);
            boolean inside = point.equals(root) || point.startsWith(root + "/");
            if (isProcfsOrSysfs(line) && fields[ROOT].equals("/") && !inside) {
                points.addFirst(point);
            }
        }
        return points;
    }

    private static boolean isProcfsOrSysfs(String line) {
        String source = line.substring(line.indexOf(" - ") + 3);
        return source.startsWith("proc ") || source.startsWith("sysfs ");
    }

    /** Blanks and the like stand there as a backslash and three octal digits. The bytes are those of UTF-8. */
    private static String unescaped(String field) {
        var text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 3 < field.length()) {
                text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(field.charAt(i));
            }
        }
        return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
