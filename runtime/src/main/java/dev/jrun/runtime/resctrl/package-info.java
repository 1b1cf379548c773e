/**
 * {@code linux.intelRdt}: the container's share of caches and memory bandwidth, by the resctrl file system.
 *
 * <p>{@link dev.jrun.runtime.resctrl.ResctrlMount} finds where it is mounted, a {@link
 * dev.jrun.runtime.resctrl.ResctrlGroup} is a container's place in it. In order: look at what is there, claim what has
 * to be made (to be written down first), make it, and have init enter. All of it runs in the main stub, with the
 * caller's privileges. The kernel's document is
 * <a href="https://docs.kernel.org/filesystems/resctrl.html">resctrl</a>.
 */
@NullMarked
package dev.jrun.runtime.resctrl;

import org.jspecify.annotations.NullMarked;
