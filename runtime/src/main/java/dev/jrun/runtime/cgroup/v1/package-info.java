/** Control groups of version 1: one hierarchy for each controller, cpusets that start empty, no way to kill a cgroup. */
@NullMarked
package dev.jrun.runtime.cgroup.v1;

import org.jspecify.annotations.NullMarked;
