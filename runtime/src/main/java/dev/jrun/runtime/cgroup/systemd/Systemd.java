package dev.jrun.runtime.cgroup.systemd;

import java.util.List;

/** What jrun asks of systemd. Each call is done when it returns, or has thrown a JrunException. */
public interface Systemd {
    /** The systemd at an address. Nothing is asked of it yet. */
    static Systemd at(BusAddress bus) {
        return new BusSystemd(bus);
    }

    SystemdVersion version();

    /** The cgroup that systemd has its units in, as a path with or without a slash at its start; empty for the top. */
    String controlGroup();

    /** Starts a transient scope. One that failed and is still known by this name is forgotten before. */
    void start(String unit, List<UnitProperty> properties);

    /** Changes properties of a unit until the next boot. */
    void set(String unit, List<UnitProperty> properties);

    /** Ends a unit with all processes in it, and forgets it. Nothing happens where there is none. */
    void stop(String unit);

    /** How the unit ended, {@code oom-kill} for one; {@code success} where it is not known any more. */
    String result(String unit);
}
