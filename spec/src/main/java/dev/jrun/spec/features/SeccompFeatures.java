package dev.jrun.spec.features;

import dev.jrun.spec.json.Ordered;
import dev.jrun.spec.seccomp.SeccompAction;
import dev.jrun.spec.seccomp.SeccompArch;
import dev.jrun.spec.seccomp.SeccompFlag;
import dev.jrun.spec.seccomp.SeccompOperator;
import java.util.List;
import java.util.Optional;

/** Words of the seccomp section that the runtime knows. */
public record SeccompFeatures(
        Optional<Boolean> enabled,
        Optional<List<SeccompAction>> actions,
        Optional<List<SeccompOperator>> operators,
        Optional<List<SeccompArch>> archs,
        Optional<List<SeccompFlag>> knownFlags,
        Optional<List<SeccompFlag>> supportedFlags) {
    public SeccompFeatures {
        actions = Ordered.copyOf(actions);
        operators = Ordered.copyOf(operators);
        archs = Ordered.copyOf(archs);
        knownFlags = Ordered.copyOf(knownFlags);
        supportedFlags = Ordered.copyOf(supportedFlags);
    }
}
