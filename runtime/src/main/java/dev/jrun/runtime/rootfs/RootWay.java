package dev.jrun.runtime.rootfs;

/** How a process gets the root file system that it has prepared as its root. */
public enum RootWay {
    /** pivot_root(2). The kernel looks at each task of the machine for it. */
    PIVOT,
    /**
     * The host's root is unmounted in the container's mount namespace, and a copy of what was prepared is mounted where
     * that was: the same comes of it, in the same time however many tasks there are. See {@link HostRoot}.
     */
    REPLACE,
    /**
     * As with the host's root on an initramfs, where the kernel can't pivot: what was prepared is mounted over the host's
     * root. The host's mounts stay below it, where a process with the privilege to change its root may get at them; not at
     * its procfs and sysfs, though.
     */
    MOVE
}
