package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.cgroup.CgroupLayout;
import dev.jrun.runtime.cgroup.ExecCgroup;
import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.container.InitProcess;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Process;
import java.util.function.Supplier;

/**
 * A process that is to be added to a container.
 *
 * @param id of the container
 * @param init the container's first process, whose namespaces it shall be in
 * @param linux of the container's config
 * @param initsCgroups looks where init is now
 * @param inherited what the program gets from the caller
 * @param keyring whether it takes the container's session keyring
 * @param rootless whether to pass over what a user without privileges may not do
 */
public record ExecPlan(
        String id,
        InitProcess init,
        Process process,
        Linux linux,
        ExecCgroup cgroup,
        Supplier<CgroupLayout> initsCgroups,
        Inheritance inherited,
        boolean keyring,
        boolean rootless) {}
