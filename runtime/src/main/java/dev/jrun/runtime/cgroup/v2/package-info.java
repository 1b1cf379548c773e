/** Control groups of version 2: one hierarchy, whose controllers are handed down level by level. */
@NullMarked
package dev.jrun.runtime.cgroup.v2;

import org.jspecify.annotations.NullMarked;
