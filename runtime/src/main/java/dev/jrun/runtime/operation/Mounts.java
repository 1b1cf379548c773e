package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.MounterStage;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.rootfs.CgroupView;
import dev.jrun.runtime.rootfs.LiveMounts;
import dev.jrun.runtime.rootfs.Rootfs;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.Mount;
import dev.jrun.spec.check.Problem;
import dev.jrun.spec.check.SemanticChecks;
import dev.jrun.spec.check.Severity;
import dev.jrun.spec.json.SpecException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Adds mounts to a container that runs, and takes them away. */
public final class Mounts {
    private final Engine engine;
    private final StateStore states;

    public Mounts(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
    }

    /** Adds the mounts of {@code json}, a list as the config has one; all or none. */
    public void add(ContainerId id, byte[] json) {
        change(id, parse(json), MounterStage::add);
    }

    /** Takes away what is mounted at the destinations of {@code json}, whatever that is. */
    public void remove(ContainerId id, byte[] json) {
        List<Mount> places = new ArrayList<>();
        for (Mount mount : parse(json)) {
            places.add(new Mount(
                    mount.destination(), Optional.of("tmpfs"), Optional.empty(), List.of(), List.of(), List.of()));
        }
        change(id, places, MounterStage::remove);
    }

    private void change(ContainerId id, List<Mount> mounts, BiConsumer<MounterStage, LiveMounts> change) {
        states.load(id);
        try (ContainerLock _ = states.lock(id)) {
            ContainerState state = states.load(id);
            Config config = config(id, mounts);
            check(config);
            LiveMounts live = Rootfs.of(config, state.bundle(), CgroupView.NONE).live();
            if (state.init().isEmpty()) {
                throw new ContainerStateException("container not running");
            }
            try (LiveInit init = LiveInit.of(engine.main(), state.init().get())
                            .orElseThrow(() -> new ContainerStateException("container not running"));
                    MounterStage stage = MounterStage.join(engine.main(), init.pidfd(), state.pid(), engine.caller())) {
                change.accept(stage, live);
            }
        }
    }

    /** The container's config, with other mounts. */
    private Config config(ContainerId id, List<Mount> mounts) {
        return engine.memory().configs().read(states.config(id)).withMounts(mounts);
    }

    private static void check(Config config) {
        for (Problem problem : SemanticChecks.check(config)) {
            if (problem.severity() == Severity.ERROR && problem.pointer().startsWith("/mounts")) {
                throw new InvalidInputException(problem.toString());
            }
        }
    }

    private static List<Mount> parse(byte[] json) {
        String list = new String(json, StandardCharsets.UTF_8).strip();
        if (!list.startsWith("[")) {
            throw new InvalidInputException("expected a JSON array of mounts, as /mounts of a config.json has them");
        }
        try {
            String text = "{\"ociVersion\": \"1.3.0\", \"mounts\": " + list + "}";
            return ConfigReader.read(text.getBytes(StandardCharsets.UTF_8)).mounts();
        } catch (SpecException e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()));
        }
    }
}
