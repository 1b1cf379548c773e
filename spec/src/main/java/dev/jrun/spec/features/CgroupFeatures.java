package dev.jrun.spec.features;

import java.util.Optional;

/** Kinds of cgroups and cgroup managers. */
public record CgroupFeatures(
        Optional<Boolean> v1,
        Optional<Boolean> v2,
        Optional<Boolean> systemd,
        Optional<Boolean> systemdUser,
        Optional<Boolean> rdma) {}
