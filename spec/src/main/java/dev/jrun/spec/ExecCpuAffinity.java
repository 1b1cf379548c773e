package dev.jrun.spec;

import java.util.Optional;

/**
 * CPUs an exec runs on before and after it enters the container, in the list format of cpuset(7).
 *
 * @param initialCpus the spec's {@code initial}
 * @param finalCpus the spec's {@code final}, a word Java keeps for itself
 */
public record ExecCpuAffinity(Optional<String> initialCpus, Optional<String> finalCpus) {}
