/**
 * The container's file system: mounts, devices, masked and read-only paths, pivot_root. Config in, plans out.
 *
 * <p>Order: {@link dev.jrun.runtime.rootfs.Rootfs#of} parses all options and refuses what cannot be done, before
 * anything is made. {@link dev.jrun.runtime.rootfs.Rootfs#probe} looks at the host, {@link
 * dev.jrun.runtime.rootfs.Rootfs#prepare} makes everything below the root's descriptor, {@link
 * dev.jrun.runtime.rootfs.Rootfs#enter} moves into it. All plans are run by the container's init in its own mount
 * namespace, the host's mounts still visible until the last.
 *
 * <p>Trust: the host's paths are trusted, nothing in the root file system is. A path in it is resolved by openat2 below
 * the root's descriptor to an O_PATH descriptor and used by that. What a plan cannot compare by itself (is this
 * really the null device?) is read by descriptor and compared by {@link dev.jrun.runtime.rootfs.Preparation} after the
 * plan: no program of the container has run by then.
 */
@NullMarked
package dev.jrun.runtime.rootfs;

import org.jspecify.annotations.NullMarked;
