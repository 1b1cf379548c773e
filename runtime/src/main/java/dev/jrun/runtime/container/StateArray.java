package dev.jrun.runtime.container;

/** A JSON array on one line; {@code null} for none, as Go prints an empty list. */
public final class StateArray implements StateList {
    private final JsonWriter json = new JsonWriter(false).begin('[');
    private boolean empty = true;

    @Override
    public void add(StateReport report) {
        report.write(json.element());
        empty = false;
    }

    @Override
    public String print() {
        return empty ? "null\n" : json.end(']') + "\n";
    }
}
