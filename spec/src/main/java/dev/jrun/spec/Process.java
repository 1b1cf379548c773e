package dev.jrun.spec;

import java.util.List;
import java.util.Optional;

/**
 * The process of a container: what {@code create} prepares and {@code exec} adds.
 *
 * @param commandLine Windows only, kept so that it can be refused
 */
@SuppressWarnings("AvoidCommonTypeNames") // the word of the spec
public record Process(
        boolean terminal,
        Optional<ConsoleSize> consoleSize,
        Optional<User> user,
        List<String> args,
        Optional<String> commandLine,
        List<String> env,
        String cwd,
        Optional<Capabilities> capabilities,
        List<Rlimit> rlimits,
        boolean noNewPrivileges,
        Optional<String> apparmorProfile,
        Optional<Integer> oomScoreAdj,
        Optional<Scheduler> scheduler,
        Optional<String> selinuxLabel,
        Optional<IoPriority> ioPriority,
        Optional<ExecCpuAffinity> execCpuAffinity) {
    public Process {
        args = List.copyOf(args);
        env = List.copyOf(env);
        rlimits = List.copyOf(rlimits);
    }
}
