package dev.jrun.runtime.container;

import dev.jrun.spec.Status;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

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
        var text = new StringWriter(512);
        try (JsonGenerator json = new JsonFactory().createGenerator(new Indented(), text)) {
            write(json);
        }
        return text.append('\n').toString();
    }

    /** A JSON array on one line; {@code null} for none, as Go prints an empty list. */
    public static String toJson(List<StateReport> reports) {
        if (reports.isEmpty()) {
            return "null\n";
        }
        var text = new StringWriter(512 * reports.size());
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            for (StateReport report : reports) {
                report.write(json);
            }
            json.writeEndArray();
        }
        return text.append('\n').toString();
    }

    private void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("ociVersion", state.ociVersion());
        json.writeStringProperty("id", state.id().value());
        json.writeNumberProperty("pid", pid());
        json.writeStringProperty("status", status.toString());
        json.writeStringProperty("bundle", state.bundle().toString());
        json.writeStringProperty("rootfs", state.rootfs().toString());
        json.writeStringProperty("created", state.created());
        StateJson.writeAnnotations(json, state.annotations());
        json.writeStringProperty("owner", owner);
        json.writeEndObject();
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

    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            var lines = new DefaultIndenter("  ", "\n");
            Separators separators =
                    Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER);
            return new DefaultPrettyPrinter(separators)
                    .withObjectIndenter(lines)
                    .withArrayIndenter(lines);
        }
    }
}
