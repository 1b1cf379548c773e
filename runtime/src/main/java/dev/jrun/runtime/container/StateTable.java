package dev.jrun.runtime.container;

import java.util.ArrayList;
import java.util.List;

/** A table with a heading, its columns as wide as their widest cell and three spaces more. */
public final class StateTable implements StateList {
    private static final List<String> COLUMNS = List.of("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");

    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths = new int[COLUMNS.size()];

    /** An empty one. */
    public StateTable() {
        add(COLUMNS);
    }

    @Override
    public void add(StateReport report) {
        ContainerState state = report.state();
        add(List.of(
                state.id().value(),
                Integer.toString(report.pid()),
                report.status().toString(),
                state.bundle().toString(),
                state.created(),
                report.owner()));
    }

    private void add(List<String> row) {
        rows.add(row);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    @Override
    public String print() {
        var table = new StringBuilder();
        for (List<String> row : rows) {
            line(table, row);
        }
        return table.toString();
    }

    private void line(StringBuilder table, List<String> row) {
        int last = widths.length - 1;
        for (int i = 0; i < last; i++) {
            String cell = row.get(i);
            table.append(cell).repeat(' ', widths[i] - cell.length() + 3);
        }
        table.append(row.get(last)).append('\n');
    }
}
