package dev.jrun.spec.seccomp;

import dev.jrun.spec.json.Range;
import java.util.List;
import java.util.Optional;

/** The system call filter of a container, seccomp(2). */
public record Seccomp(
        SeccompAction defaultAction,
        Optional<Long> defaultErrnoRet,
        List<SeccompArch> architectures,
        List<SeccompFlag> flags,
        Optional<String> listenerPath,
        Optional<String> listenerMetadata,
        List<SyscallRule> syscalls) {
    public Seccomp {
        Range.uint32("defaultErrnoRet", defaultErrnoRet);
        architectures = List.copyOf(architectures);
        flags = List.copyOf(flags);
        syscalls = List.copyOf(syscalls);
    }
}
