package dev.jrun.runtime.command;

import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** The flags before the verb. */
final class GlobalFlags {
    private GlobalFlags() {}

    static CommandSpec spec() {
        CommandSpec spec = FlagParser.spec("jrun", "Runs containers from OCI bundles.");
        spec.usageMessage().customSynopsis("jrun [global flags] COMMAND [flags] [arguments]");
        return spec.addOption(FlagParser.flag("print the version", "--version", "-v"))
                .addOption(FlagParser.value(
                        "FOLDER", "folder of the containers' state (/run/jrun, or $XDG_RUNTIME_DIR/jrun)", "--root"))
                .addOption(
                        FlagParser.value("FILE", "append errors to this file as well, and what --debug adds", "--log"))
                .addOption(
                        FlagParser.value("FORMAT", "format of that file: text (the default) or json", "--log-format"))
                .addOption(FlagParser.flag("tell every system call and where it failed", "--debug"))
                .addOption(FlagParser.flag("let systemd make the cgroups", "--systemd-cgroup"))
                .addOption(FlagParser.value(
                        "true|false|auto", "pass over what a user who is not root may not do", "--rootless"));
    }

    static GlobalOptions options(Flags flags, Invocation invocation) {
        Optional<String> root = flags.value("--root");
        Path folder = root.isPresent()
                ? invocation.resolve(root.get())
                : StateStore.defaultRoot(invocation.uid(), invocation.environment());
        return new GlobalOptions(
                new StateStore(folder), debug(flags, invocation), flags.isOn("--systemd-cgroup"), rootless(flags));
    }

    private static Optional<Consumer<String>> debug(Flags flags, Invocation invocation) {
        return flags.isOn("--debug") ? Optional.of(ErrorReport.of(invocation, flags)::debug) : Optional.empty();
    }

    private static Optional<Boolean> rootless(Flags flags) {
        String word = flags.value("--rootless").orElse("auto");
        return switch (word) {
            case "auto" -> Optional.empty();
            case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
            case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
            default ->
                throw new InvalidInputException("--rootless: expected true, false or auto, got \"" + word + "\"");
        };
    }
}
