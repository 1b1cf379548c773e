/**
 * The container's control group in every hierarchy of the machine, cgroups(7): where it is, how it is made, entered,
 * emptied and removed. Version 1, version 2 and both side by side (hybrid).
 *
 * <p>{@link dev.jrun.runtime.cgroup.CgroupLayout} reads what there is, {@link dev.jrun.runtime.cgroup.CgroupPaths} says
 * where the container's cgroup goes, and a {@link dev.jrun.runtime.cgroup.CgroupManager} plans the work: claim, make,
 * add, and later signal, kill, remove. Implementations are in the packages below; whoever wires them together passes
 * each the places of its version, and {@link dev.jrun.runtime.cgroup.CombinedCgroupManager} makes one of several.
 *
 * <p>What depends on the last answer comes as {@link dev.jrun.runtime.cgroup.Round}s. All of it runs in the main stub,
 * with the caller's privileges.
 */
@NullMarked
package dev.jrun.runtime.cgroup;

import org.jspecify.annotations.NullMarked;
