package dev.jrun.it.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table whose first column names the rows and whose other columns are figures. */
final class MarkdownTable {
    private final List<String> lines = new ArrayList<>();

    MarkdownTable(List<String> columns) {
        lines.add(line(columns));
        lines.add("|---" + "|--:".repeat(columns.size() - 1) + "|");
    }

    MarkdownTable(String... columns) {
        this(Arrays.asList(columns));
    }

    MarkdownTable row(List<String> cells) {
        lines.add(line(cells));
        return this;
    }

    /** The title, and the table below it. */
    String titled(String title) {
        return "%n%s%n%n%s%n".formatted(title, String.join(System.lineSeparator(), lines));
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
