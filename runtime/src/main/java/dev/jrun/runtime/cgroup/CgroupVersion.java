package dev.jrun.runtime.cgroup;

/** The versions of the kernel's interface to control groups. A machine may have hierarchies of both. */
public enum CgroupVersion {
    V1,
    V2
}
