package dev.jrun.spec.features;

import dev.jrun.spec.json.Ordered;
import java.util.List;
import java.util.Optional;

/** What a runtime can do on Linux. */
public record LinuxFeatures(
        Optional<List<String>> namespaces,
        Optional<List<String>> capabilities,
        Optional<CgroupFeatures> cgroup,
        Optional<SeccompFeatures> seccomp,
        Optional<Enabled> apparmor,
        Optional<Enabled> selinux,
        Optional<MemoryPolicyFeatures> memoryPolicy,
        Optional<IntelRdtFeatures> intelRdt,
        Optional<MountExtensions> mountExtensions,
        Optional<Enabled> netDevices) {
    public LinuxFeatures {
        namespaces = Ordered.copyOf(namespaces);
        capabilities = Ordered.copyOf(capabilities);
    }
}
