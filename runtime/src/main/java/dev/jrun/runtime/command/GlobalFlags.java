package dev.jrun.runtime.command;

import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.operation.CgroupDriver;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The flags before the verb. */
final class GlobalFlags {
    private GlobalFlags() {}

    static Syntax syntax() {
        return Syntax.of(
                        "jrun",
                        "jrun [global flags] COMMAND [flags] [arguments]",
                        "Runs containers from OCI bundles.",
                        Flag.onOff("print the version", "--version", "-v"),
                        Flag.withValue(
                                "FOLDER",
                                "folder of the containers' state (/run/jrun, or $XDG_RUNTIME_DIR/jrun)",
                                "--root"),
                        Flag.withValue(
                                "[file:]FILE", "append errors to this file as well, and what --debug adds", "--log"),
                        Flag.withValue("FORMAT", "format of that file: text (the default) or json", "--log-format"),
                        Flag.withValue(
                                "LEVEL", "error (the default), warning, or debug, which is --debug", "--log-level"),
                        Flag.onOff("tell every system call and where it failed", "--debug"),
                        Flag.onOff("let systemd make the cgroups", "--systemd-cgroup"),
                        Flag.withValue(
                                "NAME", "who makes the cgroups: cgroupfs, systemd or disabled", "--cgroup-manager"),
                        Flag.withValue(
                                "true|false|auto", "pass over what a user who is not root may not do", "--rootless"))
                .leading();
    }

    static GlobalOptions options(Flags flags, Invocation invocation) {
        Optional<String> root = flags.value("--root");
        Path folder = root.isPresent()
                ? invocation.resolve(root.get())
                : StateStore.defaultRoot(invocation.uid(), invocation.rootless(), invocation.environment());
        return new GlobalOptions(
                new StateStore(folder, invocation.local()),
                debug(flags, invocation),
                cgroups(flags, invocation),
                rootless(flags));
    }

    private static Optional<Consumer<String>> debug(Flags flags, Invocation invocation) {
        return isDebug(flags) ? Optional.of(ErrorReport.of(invocation, flags)::debug) : Optional.empty();
    }

    /** Whether to tell all there is to tell; {@code --log-level} has the words of crun. */
    static boolean isDebug(Flags flags) {
        String level = flags.value("--log-level").orElse("error");
        return switch (level) {
            case "error", "warning" -> flags.isOn("--debug");
            case "debug" -> true;
            default ->
                throw new InvalidInputException("--log-level: expected error, warning or debug, got \"" + level + "\"");
        };
    }

    /** Of two flags the one that has more to say counts: Podman gives both to have no cgroup. */
    private static CgroupDriver cgroups(Flags flags, Invocation invocation) {
        String name = flags.value("--cgroup-manager").orElse(flags.isOn("--systemd-cgroup") ? "systemd" : "cgroupfs");
        return switch (name) {
            case "cgroupfs" -> new CgroupDriver.Cgroupfs();
            case "systemd" -> new CgroupDriver.Systemd(invocation.environment());
            case "disabled" -> new CgroupDriver.Disabled();
            default ->
                throw new InvalidInputException(
                        "--cgroup-manager: expected cgroupfs, systemd or disabled, got \"" + name + "\"");
        };
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
