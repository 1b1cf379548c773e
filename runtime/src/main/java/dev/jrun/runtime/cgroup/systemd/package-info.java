/**
 * Cgroups that systemd makes: a container is a transient scope below a slice, systemd.scope(5).
 *
 * <p>{@link dev.jrun.runtime.cgroup.systemd.ScopeName} says which scope, {@link
 * dev.jrun.runtime.cgroup.systemd.ScopeProperties} what systemd is told of it: limits as far as it knows them, so that
 * it does not set others when it is reloaded. {@link dev.jrun.runtime.cgroup.systemd.SystemdCgroupManager} asks for it
 * and then writes all limits to the files of the cgroup as without systemd: systemd rounds some, and does not know
 * others.
 *
 * <p>{@link dev.jrun.runtime.cgroup.systemd.Systemd} is what is asked of systemd, {@link
 * dev.jrun.runtime.cgroup.systemd.BusSystemd} asks it on D-Bus. The engine does that itself, with its caller's uid; the
 * bus is trusted as the kernel is. dbus-java is used by {@link dev.jrun.runtime.cgroup.systemd.BusConnection} and
 * {@link dev.jrun.runtime.cgroup.systemd.BusValues} only, and only its messages and its transport: no proxies, no
 * threads.
 */
@NullMarked
package dev.jrun.runtime.cgroup.systemd;

import org.jspecify.annotations.NullMarked;
