package dev.jrun.runtime.container;

import dev.jrun.spec.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * A container as users and engines see it.
 *
 * @param status the status it has now
 * @param owner the name of the user who created it, or # and the uid
 */
public record StateReport(ContainerState state, Status status, String owner) {
    private static final List<String> COLUMNS = List.of("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");

    public static StateReport of(ContainerState state, UserNames users) {
        return new StateReport(state, LiveStatus.of(state), users.name(state.owner()));
    }

    /** The init process; 0 for a container that has none, or none any more. */
    public int pid() {
        return status == Status.STOPPED ? 0 : state.pid();
    }

    /** A JSON object, indented by two spaces, with a line break at its end. */
    public String toJson() {
        var json = new JsonWriter(true);
        write(json);
        return json + "\n";
    }

    /** A JSON array on one line; {@code null} for none, as Go prints an empty list. */
    public static String toJson(List<StateReport> reports) {
        if (reports.isEmpty()) {
            return "null\n";
        }
        var json = new JsonWriter(false).begin('[');
        for (StateReport report : reports) {
            report.write(json.element());
        }
        return json.end(']') + "\n";
    }

    private void write(JsonWriter json) {
        json.begin('{');
        json.member("ociVersion", state.ociVersion());
        json.member("id", state.id().value());
        json.member("pid", pid());
        json.member("status", status.toString());
        json.member("bundle", state.bundle().toString());
        json.member("rootfs", state.rootfs().toString());
        json.member("created", state.created());
        StateJson.writeAnnotations(json, state.annotations());
        json.member("owner", owner);
        json.end('}');
    }

    /** A table with a heading, its columns as wide as their widest cell and three spaces more. */
    public static String toTable(List<StateReport> reports) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        int[] widths = new int[COLUMNS.size()];
        for (StateReport report : reports) {
            rows.add(report.cells());
        }
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var table = new StringBuilder();
        for (List<String> row : rows) {
            line(table, row, widths);
        }
        return table.toString();
    }

    private List<String> cells() {
        return List.of(
                state.id().value(),
                Integer.toString(pid()),
                status.toString(),
                state.bundle().toString(),
                state.created(),
                owner);
    }

    private static void line(StringBuilder table, List<String> row, int[] widths) {
        int last = widths.length - 1;
        for (int i = 0; i < last; i++) {
            String cell = row.get(i);
            table.append(cell).repeat(' ', widths[i] - cell.length() + 3);
        }
        table.append(row.get(last)).append('\n');
    }
}
