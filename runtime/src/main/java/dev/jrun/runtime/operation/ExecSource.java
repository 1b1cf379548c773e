package dev.jrun.runtime.operation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What describes the process that exec adds. */
public sealed interface ExecSource {
    /** A file with the JSON of a process, as config.json has it in {@code /process}; an absolute path. */
    record File(Path path) implements ExecSource {}

    /**
     * The config's process, with other arguments and changes.
     *
     * @param cwd instead of the config's
     * @param env added to the config's
     * @param uid instead of the config's
     * @param gid instead of the config's
     * @param additionalGids added to the config's
     * @param capabilities added to all of the config's sets but the inheritable
     */
    record Changes(
            List<String> args,
            boolean terminal,
            Optional<String> cwd,
            List<String> env,
            Optional<Long> uid,
            Optional<Long> gid,
            List<Long> additionalGids,
            List<String> capabilities,
            Optional<Boolean> noNewPrivileges,
            Optional<String> apparmorProfile,
            Optional<String> selinuxLabel)
            implements ExecSource {
        public Changes {
            args = List.copyOf(args);
            env = List.copyOf(env);
            additionalGids = List.copyOf(additionalGids);
            capabilities = List.copyOf(capabilities);
        }

        /** Other arguments, and nothing else; no terminal. */
        public static Changes of(List<String> args) {
            return new Changes(
                    args,
                    false,
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }
}
