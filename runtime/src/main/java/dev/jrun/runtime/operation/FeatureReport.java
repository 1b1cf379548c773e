package dev.jrun.runtime.operation;

import dev.jrun.runtime.credential.Capability;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.hook.HookPoint;
import dev.jrun.runtime.rootfs.Rootfs;
import dev.jrun.runtime.seccomp.SeccompSupport;
import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.MemoryPolicyFlag;
import dev.jrun.spec.MemoryPolicyMode;
import dev.jrun.spec.NamespaceType;
import dev.jrun.spec.features.CgroupFeatures;
import dev.jrun.spec.features.Enabled;
import dev.jrun.spec.features.Features;
import dev.jrun.spec.features.IntelRdtFeatures;
import dev.jrun.spec.features.LinuxFeatures;
import dev.jrun.spec.features.MemoryPolicyFeatures;
import dev.jrun.spec.features.MountExtensions;
import dev.jrun.spec.json.SpecWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What this build can do, in the words of the specification's features document. Each word comes from the code that
 * acts on it; whether a property is supported is found out by a config that has it.
 */
public final class FeatureReport {
    private static final String OLDEST_OCI_VERSION = "1.0.0";

    /** The document tells of this build, whatever the kernel here has. */
    private static final KernelModules EVERY_MODULE = new KernelModules(true, true);

    private FeatureReport() {}

    /** The document as JSON. */
    public static String toJson() {
        return SpecWriter.toJson(features());
    }

    static Features features() {
        return new Features(
                OLDEST_OCI_VERSION,
                DefaultConfig.OCI_VERSION,
                Optional.of(
                        Stream.of(HookPoint.values()).map(HookPoint::toString).toList()),
                Optional.of(Rootfs.mountOptions()),
                annotations(),
                Optional.of(List.of()),
                Optional.of(linux()));
    }

    private static LinuxFeatures linux() {
        return new LinuxFeatures(
                Optional.of(Stream.of(NamespaceType.values())
                        .map(NamespaceType::toString)
                        .sorted()
                        .toList()),
                Optional.of(Stream.of(Capability.values()).map(Capability::name).toList()),
                Optional.of(cgroups()),
                Optional.of(SeccompSupport.features()),
                enabled("'process': {'cwd': '/', 'apparmorProfile': 'x'}"),
                enabled("'process': {'cwd': '/', 'selinuxLabel': 'x'}, 'linux': {'mountLabel': 'x'}"),
                Optional.of(new MemoryPolicyFeatures(
                        Optional.of(List.of(MemoryPolicyMode.values())),
                        Optional.of(List.of(MemoryPolicyFlag.values())))),
                Optional.of(intelRdt()),
                Optional.of(new MountExtensions(Optional.of(new Enabled(Optional.of(true))))),
                enabled("'linux': {'netDevices': {'eth0': {}}}"));
    }

    private static CgroupFeatures cgroups() {
        return new CgroupFeatures(
                Optional.of(true), Optional.of(true), Optional.of(true), Optional.of(true), Optional.of(true));
    }

    private static IntelRdtFeatures intelRdt() {
        return new IntelRdtFeatures(
                Optional.of(takes("'linux': {'intelRdt': {'closID': 'x'}}")),
                Optional.of(takes("'linux': {'intelRdt': {'schemata': ['L3:0=f']}}")),
                Optional.of(takes("'linux': {'intelRdt': {'enableMonitoring': true}}")));
    }

    private static Optional<Enabled> enabled(String members) {
        return Optional.of(new Enabled(Optional.of(takes(members))));
    }

    /** Whether a config with these members is refused as unsupported. */
    private static boolean takes(String members) {
        String json = "{'ociVersion': '" + DefaultConfig.OCI_VERSION + "', " + members + "}";
        byte[] config = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        try {
            new UnsupportedProperties(EVERY_MODULE).refuse(ConfigReader.read(config));
            return true;
        } catch (UnsupportedFeatureException e) {
            return false;
        }
    }

    private static Map<String, String> annotations() {
        Map<String, String> annotations = new TreeMap<>();
        SeccompSupport.libraryVersion()
                .ifPresent(version -> annotations.put("io.github.seccomp.libseccomp.version", version));
        return annotations;
    }
}
