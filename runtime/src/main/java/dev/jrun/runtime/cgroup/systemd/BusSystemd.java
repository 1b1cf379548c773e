package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.cgroup.systemd.BusReply.Refused;
import dev.jrun.runtime.cgroup.systemd.BusReply.Returned;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.SystemdException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.freedesktop.dbus.types.Variant;

/** A systemd that is reached by D-Bus, see org.freedesktop.systemd1(5). */
final class BusSystemd implements Systemd {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NAME = "org.freedesktop.systemd1";
    private static final String PATH = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    private static final String SCOPE = "org.freedesktop.systemd1.Scope";
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
    private static final String UNIT_EXISTS = NAME + ".UnitExists";
    private static final String NO_SUCH_UNIT = NAME + ".NoSuchUnit";

    private final BusAddress address;
    private Optional<Facts> facts = Optional.empty();

    BusSystemd(BusAddress address) {
        this.address = address;
    }

    private record Facts(SystemdVersion version, String controlGroup) {}

    @Override
    public SystemdVersion version() {
        return facts().version();
    }

    @Override
    public String controlGroup() {
        return facts().controlGroup();
    }

    private Facts facts() {
        if (facts.isEmpty()) {
            try (BusConnection bus = connect()) {
                facts = Optional.of(new Facts(
                        SystemdVersion.parse(property(bus, PATH, MANAGER, "Version")),
                        property(bus, PATH, MANAGER, "ControlGroup")));
            }
        }
        return facts.get();
    }

    private BusConnection connect() {
        return BusConnection.open(address, LIMIT);
    }

    private static String property(BusConnection bus, String path, String interfaceName, String property) {
        BusReply reply = bus.call(NAME, path, PROPERTIES, "Get", "ss", interfaceName, property);
        return switch (reply) {
            case Returned(List<Object> values)
            when values.getFirst() instanceof Variant<?> variant -> String.valueOf(variant.getValue());
            case Returned(List<Object> values) -> String.valueOf(values.getFirst());
            case Refused(String name, String text) ->
                throw new SystemdException("ask systemd for its " + property + ": " + text + " (" + name + ")");
        };
    }

    @Override
    public void start(String unit, List<UnitProperty> properties) {
        try (BusConnection bus = connect()) {
            bus.subscribe(MANAGER, "JobRemoved");
            require(manager(bus, "Subscribe", ""), "subscribe to systemd's jobs");
            BusReply reply = startTransient(bus, unit, properties);
            if (reply instanceof Refused(String name, String _) && name.equals(UNIT_EXISTS)) {
                manager(bus, "ResetFailedUnit", "s", unit);
                reply = startTransient(bus, unit, properties);
            }
            if (reply instanceof Refused(String name, String _) && name.equals(UNIT_EXISTS)) {
                throw new ContainerStateException("start " + unit
                        + ": systemd has a unit of this name already; choose another linux.cgroupsPath");
            }
            awaitJob(bus, require(reply, "start " + unit), "start " + unit);
        }
    }

    private static BusReply startTransient(BusConnection bus, String unit, List<UnitProperty> properties) {
        return manager(
                bus,
                "StartTransientUnit",
                "ssa(sv)a(sa(sv))",
                unit,
                "replace",
                BusValues.properties(properties),
                new Object[0]);
    }

    /** JobRemoved has a number, the job, the unit and how it went. */
    private static void awaitJob(BusConnection bus, List<Object> started, String intent) {
        String job = String.valueOf(started.getFirst());
        List<Object> removed = bus.await(
                "JobRemoved",
                values -> values.size() == 4 && String.valueOf(values.get(1)).equals(job));
        String result = String.valueOf(removed.get(3));
        if (!result.equals("done")) {
            throw new SystemdException(
                    intent + ": systemd's job ended as " + result + "; see what journalctl tells of it");
        }
    }

    @Override
    public void set(String unit, List<UnitProperty> properties) {
        try (BusConnection bus = connect()) {
            BusReply reply = manager(bus, "SetUnitProperties", "sba(sv)", unit, true, BusValues.properties(properties));
            require(reply, "set properties of " + unit);
        }
    }

    @Override
    public void stop(String unit) {
        try (BusConnection bus = connect()) {
            bus.subscribe(MANAGER, "JobRemoved");
            require(manager(bus, "Subscribe", ""), "subscribe to systemd's jobs");
            BusReply reply = manager(bus, "StopUnit", "ss", unit, "replace");
            if (reply instanceof Refused(String name, String _) && name.equals(NO_SUCH_UNIT)) {
                return;
            }
            awaitJob(bus, require(reply, "stop " + unit), "stop " + unit);
            // Refused where nothing failed: the unit is gone.
            manager(bus, "ResetFailedUnit", "s", unit);
        }
    }

    @Override
    public String result(String unit) {
        try (BusConnection bus = connect()) {
            BusReply reply = manager(bus, "GetUnit", "s", unit);
            return switch (reply) {
                case Returned(List<Object> values) -> property(bus, String.valueOf(values.getFirst()), SCOPE, "Result");
                case Refused _ -> "success";
            };
        }
    }

    private static BusReply manager(BusConnection bus, String method, String signature, Object... arguments) {
        return bus.call(NAME, PATH, MANAGER, method, signature, arguments);
    }

    private static List<Object> require(BusReply reply, String intent) {
        return switch (reply) {
            case Returned(List<Object> values) -> values;
            case Refused(String name, String text) ->
                throw new SystemdException(intent + ": " + text + " (" + name + ")");
        };
    }
}
