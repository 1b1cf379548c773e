package dev.jrun.spec;

import dev.jrun.spec.json.Ordered;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container configuration: the {@code config.json} of a bundle, as far as it concerns Linux. */
public record Config(
        String ociVersion,
        Optional<Root> root,
        Optional<Process> process,
        Optional<String> hostname,
        Optional<String> domainname,
        List<Mount> mounts,
        Optional<Hooks> hooks,
        Map<String, String> annotations,
        Optional<Linux> linux) {
    public Config {
        mounts = List.copyOf(mounts);
        annotations = Ordered.copyOf(annotations);
    }

    /** The same configuration with these mounts in place of its own. */
    public Config withMounts(List<Mount> others) {
        return new Config(ociVersion, root, process, hostname, domainname, others, hooks, annotations, linux);
    }
}
