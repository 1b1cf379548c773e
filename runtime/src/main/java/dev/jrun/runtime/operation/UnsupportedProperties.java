package dev.jrun.runtime.operation;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Process;

/** What the specification defines and this build can't do yet. Refused by its JSON pointer, before anything is made. */
final class UnsupportedProperties {
    private UnsupportedProperties() {}

    /** An {@link UnsupportedFeatureException} that names the first property that is not supported. */
    static void refuse(Config config) {
        if (config.process().isPresent()) {
            refuseProcess(config.process().get());
        }
        refuseLinux(config.linux().orElse(Linux.EMPTY));
    }

    private static void refuseProcess(Process process) {
        refuse("/process/apparmorProfile", isSet(process.apparmorProfile().orElse("")));
        refuse("/process/selinuxLabel", isSet(process.selinuxLabel().orElse("")));
    }

    private static void refuseLinux(Linux linux) {
        refuse("/linux/intelRdt", linux.intelRdt().isPresent());
        refuse("/linux/mountLabel", isSet(linux.mountLabel().orElse("")));
    }

    private static boolean isSet(String text) {
        return !text.isEmpty();
    }

    private static void refuse(String pointer, boolean present) {
        if (present) {
            throw new UnsupportedFeatureException("config.json: " + pointer
                    + ": this build of jrun does not support it yet; remove it from the config");
        }
    }
}
