package dev.jrun.runtime.operation;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Process;
import java.util.Optional;

/** What the specification defines and this machine can't do. Refused by its JSON pointer, before anything is made. */
final class UnsupportedProperties {
    private static final String NO_APPARMOR = "the kernel has no AppArmor; leave the profile out";
    private static final String NO_SELINUX = "the kernel has no SELinux; leave the label out";

    private final KernelModules modules;

    UnsupportedProperties(KernelModules modules) {
        this.modules = modules;
    }

    /** An {@link UnsupportedFeatureException} that names the first property that is not supported, and why. */
    void refuse(Config config) {
        if (config.process().isPresent()) {
            refuse(config.process().get(), "config.json: /process");
        }
        refuseLinux(config.linux().orElse(Linux.EMPTY));
    }

    /** As {@link #refuse(Config)} for a process; {@code place} says where it was described. */
    void refuse(Process process, String place) {
        refuseAt(place + "/apparmorProfile", isSet(process.apparmorProfile()) && !modules.apparmor(), NO_APPARMOR);
        refuseAt(place + "/selinuxLabel", isSet(process.selinuxLabel()) && !modules.selinux(), NO_SELINUX);
    }

    private void refuseLinux(Linux linux) {
        refuse("/linux/mountLabel", isSet(linux.mountLabel()) && !modules.selinux(), NO_SELINUX);
    }

    private static boolean isSet(Optional<String> text) {
        return !text.orElse("").isEmpty();
    }

    private static void refuse(String pointer, boolean refused, String reason) {
        refuseAt("config.json: " + pointer, refused, reason);
    }

    private static void refuseAt(String place, boolean refused, String reason) {
        if (refused) {
            throw new UnsupportedFeatureException(place + ": " + reason);
        }
    }
}
