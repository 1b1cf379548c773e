package dev.jrun.spec.seccomp;

import dev.jrun.spec.json.Range;
import java.util.List;
import java.util.Optional;

/** What happens on some system calls. */
public record SyscallRule(List<String> names, SeccompAction action, Optional<Long> errnoRet, List<SyscallArg> args) {
    public SyscallRule {
        Range.notEmpty("names", names);
        Range.uint32("errnoRet", errnoRet);
        names = List.copyOf(names);
        args = List.copyOf(args);
    }
}
