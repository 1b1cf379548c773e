package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.LimitUndo;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.MergedResources;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.JrunException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Status;
import dev.jrun.spec.json.SpecReader;
import dev.jrun.spec.json.SpecWriter;
import dev.jrun.spec.resources.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Changes the limits of a container that was made. */
public final class Update {
    private final Engine engine;
    private final StateStore states;

    public Update(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
    }

    /** Sets what {@code update} has and keeps it for the next one. When that fails, all is as it was, or it is told. */
    public void run(ContainerId id, ResourceUpdate update) {
        states.load(id);
        try (ContainerLock _ = states.lock(id)) {
            ContainerState state = states.load(id);
            Status status = LiveStatus.of(state);
            if (status == Status.STOPPED || status == Status.CREATING) {
                throw new ContainerStateException("container not running: it is " + status);
            }
            ContainerCgroup.require(state.cgroup());
            Config config = engine.memory().configs().read(states.config(id));
            Optional<ContainerResctrl> resctrl = resctrl(update, config, id);
            var merged = new MergedResources(stored(id, config), update.resources());
            set(state, merged.toSet());
            resctrl.ifPresent(group -> group.change(update.cacheSchema(), update.bandwidthSchema()));
            states.saveResources(id, SpecWriter.toCompactJson(merged.all()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private Optional<ContainerResctrl> resctrl(ResourceUpdate update, Config config, ContainerId id) {
        if (update.cacheSchema().isEmpty() && update.bandwidthSchema().isEmpty()) {
            return Optional.empty();
        }
        String flag = update.cacheSchema().isPresent() ? "--l3-cache-schema" : "--mem-bw-schema";
        Optional<ContainerResctrl> group = ContainerResctrl.of(config, engine, id.value());
        if (group.isEmpty()) {
            throw new UnsupportedFeatureException(flag + ": the container was created without /linux/intelRdt in its"
                    + " config and has no class of resctrl; create it again with one");
        }
        return group;
    }

    /** The limits that the last update has left, or those of the config. */
    private Resources stored(ContainerId id, Config config) {
        Optional<byte[]> json = states.resources(id);
        if (json.isPresent()) {
            return SpecReader.read(Resources.class, json.get());
        }
        return config.linux().orElse(Linux.EMPTY).resources().orElse(Resources.NONE);
    }

    private void set(ContainerState state, Resources resources) {
        CgroupManager manager = ContainerCgroup.manager(state.cgroup());
        Limits limits = Limits.ofUpdate(resources);
        LimitChange change = manager.change(limits).run(engine.main());
        LimitUndo undo = LimitUndo.of(change).run(engine.main());
        try (DeviceGift devices = DeviceGift.of(engine, change)) {
            manager.announce(limits).run(engine.main());
            change.make(devices.loaded()).run(engine.main());
        } catch (JrunException failure) {
            List<String> left = undo.run().run(engine.main());
            if (!left.isEmpty()) {
                throw new ContainerStateException(failure.getMessage() + "; changed nevertheless: "
                        + String.join(", ", left) + "; update again with what shall hold");
            }
            throw failure;
        }
    }
}
