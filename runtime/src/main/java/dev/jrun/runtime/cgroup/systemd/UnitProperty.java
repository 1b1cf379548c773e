package dev.jrun.runtime.cgroup.systemd;

/** A property of a unit, as systemd.resource-control(5) and its D-Bus interface name it. */
public record UnitProperty(String name, PropertyValue value) {
    static UnitProperty on(String name) {
        return new UnitProperty(name, new PropertyValue.Flag(true));
    }

    static UnitProperty text(String name, String text) {
        return new UnitProperty(name, new PropertyValue.Text(text));
    }
}
