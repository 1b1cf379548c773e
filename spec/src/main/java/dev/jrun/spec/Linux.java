package dev.jrun.spec;

import dev.jrun.spec.json.Ordered;
import dev.jrun.spec.resources.Resources;
import dev.jrun.spec.seccomp.Seccomp;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a configuration says for Linux. */
public record Linux(
        List<Namespace> namespaces,
        List<IdMapping> uidMappings,
        List<IdMapping> gidMappings,
        Optional<TimeOffsets> timeOffsets,
        List<Device> devices,
        Map<String, NetDevice> netDevices,
        Optional<String> cgroupsPath,
        Optional<Resources> resources,
        Optional<RootfsPropagation> rootfsPropagation,
        Optional<Seccomp> seccomp,
        Map<String, String> sysctl,
        List<String> maskedPaths,
        List<String> readonlyPaths,
        Optional<String> mountLabel,
        Optional<IntelRdt> intelRdt,
        Optional<MemoryPolicy> memoryPolicy,
        Optional<Personality> personality) {
    /** What an absent {@code linux} section means. */
    public static final Linux EMPTY = new Linux(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public Linux {
        namespaces = List.copyOf(namespaces);
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
        devices = List.copyOf(devices);
        netDevices = Ordered.copyOf(netDevices);
        sysctl = Ordered.copyOf(sysctl);
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
    }
}
