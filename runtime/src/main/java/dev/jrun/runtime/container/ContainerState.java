package dev.jrun.runtime.container;

import dev.jrun.spec.Status;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What state.json holds. Whatever a create makes is named here before it is made, so that a delete can undo a create
 * that died at any point.
 *
 * @param ociVersion the version of the specification that the config follows
 * @param init the container's first process; none before it was cloned
 * @param status as it was stored: creating, created or running; {@link LiveStatus} tells what it is now
 * @param bundle absolute
 * @param rootfs absolute
 * @param created when the create began, as {@link Timestamp} prints it
 * @param owner the uid of the user who created it
 * @param resctrlMade the folders of resctrl that were made, or are about to be
 * @param executable the path, in the container, that start will execute; empty before it was looked up
 * @param home what start will set HOME to where the config doesn't; empty before it was looked up
 * @param hooks whether the config has hooks, so that delete reads it again
 * @param inherited what start gives to the program besides what the config says
 * @param privatePidNamespace whether the kernel kills all processes of the container when init ends
 * @param ownKeyring whether its processes have a session keyring of their own
 */
public record ContainerState(
        String ociVersion,
        ContainerId id,
        Optional<InitProcess> init,
        Status status,
        Path bundle,
        Path rootfs,
        String created,
        int owner,
        Map<String, String> annotations,
        CgroupRecord cgroup,
        List<String> resctrlMade,
        String executable,
        String home,
        boolean hooks,
        Inheritance inherited,
        boolean privatePidNamespace,
        boolean ownKeyring) {
    public ContainerState {
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        resctrlMade = List.copyOf(resctrlMade);
    }

    /** The pid of init; 0 when there is none. */
    public int pid() {
        return init.isEmpty() ? 0 : init.get().pid();
    }

    public ContainerState withInit(InitProcess process) {
        return copy().init(process).build();
    }

    public ContainerState withStatus(Status newStatus) {
        return copy().status(newStatus).build();
    }

    public ContainerState withCgroup(CgroupRecord newCgroup) {
        return copy().cgroup(newCgroup).build();
    }

    public ContainerState withResctrlMade(List<String> newResctrlMade) {
        return copy().resctrlMade(newResctrlMade).build();
    }

    /** A builder that has this state's values. */
    public Builder copy() {
        var builder = new Builder(id)
                .ociVersion(ociVersion)
                .status(status)
                .bundle(bundle)
                .rootfs(rootfs)
                .created(created)
                .owner(owner)
                .annotations(annotations)
                .cgroup(cgroup)
                .resctrlMade(resctrlMade)
                .executable(executable)
                .home(home)
                .hooks(hooks)
                .inherited(inherited)
                .privatePidNamespace(privatePidNamespace)
                .ownKeyring(ownKeyring);
        builder.init = init;
        return builder;
    }

    /** A builder of the state of a container that is about to be created. */
    public static Builder builder(ContainerId id) {
        return new Builder(id);
    }

    /** Collects the components of a state; those not set have the value they have when a create begins. */
    public static final class Builder {
        private final ContainerId id;
        private String ociVersion = "";
        private Optional<InitProcess> init = Optional.empty();
        private Status status = Status.CREATING;
        private Path bundle = Path.of("");
        private Path rootfs = Path.of("");
        private String created = "";
        private int owner;
        private Map<String, String> annotations = Map.of();
        private CgroupRecord cgroup = CgroupRecord.NONE;
        private List<String> resctrlMade = List.of();
        private String executable = "";
        private String home = "";
        private boolean hooks;
        private Inheritance inherited = Inheritance.NONE;
        private boolean privatePidNamespace;
        private boolean ownKeyring = true;

        private Builder(ContainerId id) {
            this.id = id;
        }

        public Builder ociVersion(String value) {
            ociVersion = value;
            return this;
        }

        public Builder init(InitProcess value) {
            init = Optional.of(value);
            return this;
        }

        public Builder status(Status value) {
            status = value;
            return this;
        }

        public Builder bundle(Path value) {
            bundle = value;
            return this;
        }

        public Builder rootfs(Path value) {
            rootfs = value;
            return this;
        }

        public Builder created(String value) {
            created = value;
            return this;
        }

        public Builder owner(int value) {
            owner = value;
            return this;
        }

        public Builder annotations(Map<String, String> value) {
            annotations = value;
            return this;
        }

        public Builder cgroup(CgroupRecord value) {
            cgroup = value;
            return this;
        }

        public Builder resctrlMade(List<String> value) {
            resctrlMade = value;
            return this;
        }

        public Builder executable(String value) {
            executable = value;
            return this;
        }

        public Builder home(String value) {
            home = value;
            return this;
        }

        public Builder hooks(boolean value) {
            hooks = value;
            return this;
        }

        public Builder inherited(Inheritance value) {
            inherited = value;
            return this;
        }

        public Builder privatePidNamespace(boolean value) {
            privatePidNamespace = value;
            return this;
        }

        public Builder ownKeyring(boolean value) {
            ownKeyring = value;
            return this;
        }

        public ContainerState build() {
            return new ContainerState(
                    ociVersion,
                    id,
                    init,
                    status,
                    bundle,
                    rootfs,
                    created,
                    owner,
                    annotations,
                    cgroup,
                    resctrlMade,
                    executable,
                    home,
                    hooks,
                    inherited,
                    privatePidNamespace,
                    ownKeyring);
        }
    }
}
