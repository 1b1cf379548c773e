package dev.jrun.runtime.container;

import dev.jrun.spec.Status;

/**
 * A container as users and engines see it.
 *
 * @param status the status it has now
 * @param owner the name of the user who created it, or # and the uid
 */
public record StateReport(ContainerState state, Status status, String owner) {
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

    void write(JsonWriter json) {
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
}
