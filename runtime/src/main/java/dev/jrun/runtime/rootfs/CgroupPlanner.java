package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.List;
import java.util.Set;

/** Plans mounts of type cgroup, which show the container its own cgroups in the layout that the host has. */
final class CgroupPlanner {
    /** What the kernel says to a new cgroup mount that a user namespace or a busy hierarchy forbids. */
    private static final Set<Errno> REFUSED = Set.of(Errno.EPERM, Errno.EBUSY);

    private static final int DIRECTORY = 0755;

    private final Plan plan;
    private final RootTree tree;
    private final CgroupView view;
    private final Set<String> missing;

    /** Without cgroups of its own in the directories {@code missing}, the container sees the caller's. */
    CgroupPlanner(Plan plan, RootTree tree, CgroupView view, Set<String> missing) {
        this.missing = missing;
        this.plan = plan;
        this.tree = tree;
        this.view = view;
    }

    void mount(MountRequest mount) {
        if (view.hierarchies().isEmpty()) {
            throw new InvalidInputException("/mounts/" + mount.index() + ": the host has no cgroups to mount");
        }
        String intent = mount.intent();
        Slot target = tree.directory(intent, mount.target());
        Slot top = view.isUnified() ? hierarchy(mount, view.hierarchies().getFirst(), true) : folder(mount);
        plan.call(intent, new MountCall.MoveMount(top, target));
        plan.call(intent, new FileCall.Close(target));
        if (!view.isUnified()) {
            view.hierarchies().forEach(hierarchy -> fill(mount, top, hierarchy));
            change(mount, top);
        }
        for (Propagation propagation : mount.options().propagation()) {
            plan.call(intent, propagation.call(top));
        }
        plan.call(intent, new FileCall.Close(top));
    }

    /** The tmpfs that the directories of the hierarchies stand in. */
    private Slot folder(MountRequest mount) {
        Slot context = plan.call(mount.intent(), new MountCall.Fsopen("tmpfs"));
        plan.call(mount.intent(), new MountCall.FsconfigString(context, "source", "cgroup"));
        plan.call(mount.intent(), new MountCall.FsconfigString(context, "mode", "755"));
        return make(mount, context);
    }

    private void fill(MountRequest mount, Fd folder, CgroupView.Hierarchy hierarchy) {
        String intent = mount.intent() + ": " + hierarchy.name();
        plan.call(intent, new FileCall.Mkdirat(folder, hierarchy.name(), DIRECTORY));
        Slot directory = plan.call(intent, RootTree.below(folder, hierarchy.name()));
        Slot made = hierarchy(mount, hierarchy, view.namespaced());
        plan.call(intent, new MountCall.MoveMount(made, directory));
        plan.call(intent, new FileCall.Close(directory));
        plan.call(intent, new FileCall.Close(made));
        for (String link : hierarchy.links()) {
            plan.call(intent, new FileCall.Symlinkat(hierarchy.name(), folder, link));
        }
    }

    /** A detached mount of a hierarchy: a new one of the cgroup file system, or a copy of the host's. */
    private Slot hierarchy(MountRequest mount, CgroupView.Hierarchy hierarchy, boolean fresh) {
        String intent = mount.intent() + ": " + hierarchy.name();
        boolean own = !missing.contains(hierarchy.source());
        String source = own ? hierarchy.source() : hierarchy.callers().orElse(hierarchy.source());
        var bind = new MountCall.OpenTree(Fd.CWD, source, true, true);
        if (!fresh) {
            Slot copy = plan.call(intent, bind);
            change(mount, copy);
            protect(intent, copy, own);
            return copy;
        }
        Slot context = plan.call(intent, new MountCall.Fsopen(hierarchy.version() == 2 ? "cgroup2" : "cgroup"));
        plan.call(intent, new MountCall.FsconfigString(context, "source", "cgroup"));
        for (String controller : hierarchy.version() == 2 ? List.<String>of() : hierarchy.controllers()) {
            plan.call(intent, FilesystemOption.parse(controller, "").call(context));
        }
        // After a refused create fsmount says EINVAL, and the copy stands in for it too.
        plan.attempt(intent, new MountCall.FsconfigCreate(context), REFUSED);
        Slot made = plan.callOrElse(
                intent,
                new MountCall.Fsmount(context, Set.of()),
                Set.of(Errno.EPERM, Errno.EBUSY, Errno.EINVAL),
                () -> plan.call(intent, bind));
        plan.call(intent, new FileCall.Close(context));
        change(mount, made);
        protect(intent, made, own);
        return made;
    }

    /** What is not the container's it must not change, CVE-2023-25809. */
    private void protect(String intent, Fd made, boolean own) {
        if (!own) {
            AttributeChange change = AttributeChange.READ_ONLY;
            plan.call(
                    intent + ": make the caller's cgroup read-only",
                    new MountCall.MountSetattr(made, true, change.set(), change.clear(), Set.of()));
        }
    }

    private Slot make(MountRequest mount, Slot context) {
        plan.call(mount.intent(), new MountCall.FsconfigCreate(context));
        Slot made = plan.call(mount.intent(), new MountCall.Fsmount(context, Set.of()));
        plan.call(mount.intent(), new FileCall.Close(context));
        return made;
    }

    private void change(MountRequest mount, Fd made) {
        AttributeChange own = mount.options().attributes();
        AttributeChange all = mount.options().recursiveAttributes();
        if (!own.isEmpty()) {
            plan.call(mount.intent(), new MountCall.MountSetattr(made, false, own.set(), own.clear(), Set.of()));
        }
        if (!all.isEmpty()) {
            plan.call(mount.intent(), new MountCall.MountSetattr(made, true, all.set(), all.clear(), Set.of()));
        }
    }
}
