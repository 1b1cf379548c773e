package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountFlag;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The mounts of a mount namespace and those that are not attached yet, in the order in which they were made. */
final class FakeMountTable {
    private final List<FakeMount> mounts = new ArrayList<>();

    FakeMountTable(FakeMount first) {
        mounts.add(first);
    }

    FakeMount first() {
        return mounts.getFirst();
    }

    List<FakeMount> all() {
        return List.copyOf(mounts);
    }

    void add(FakeMount mount) {
        mounts.add(mount);
    }

    /** What a lookup that arrives at {@code place} sees: the root of the mount that was last attached there, if any. */
    FakePath topmost(FakePath place) {
        Optional<FakeMount> above = mounts.stream()
                .filter(mount -> mount.attachedTo.equals(Optional.of(place)))
                .reduce((earlier, later) -> later);
        return above.map(mount -> topmost(mount.rootPath())).orElse(place);
    }

    List<FakeMount> children(FakeMount parent) {
        return mounts.stream()
                .filter(mount ->
                        mount.attachedTo.isPresent() && mount.attachedTo.get().mount() == parent)
                .toList();
    }

    /** The mount and all that are attached below it. */
    List<FakeMount> tree(FakeMount top) {
        List<FakeMount> tree = new ArrayList<>(List.of(top));
        children(top).forEach(child -> tree.addAll(tree(child)));
        return tree;
    }

    void attach(FakeMount mount, FakePath place) {
        if (mount.root.isDirectory() != place.node().isDirectory()) {
            throw new KernelError(Errno.ENOTDIR);
        }
        mount.attachedTo = Optional.of(place);
        mounts.remove(mount);
        mounts.add(mount);
    }

    void remove(FakeMount top) {
        List<FakeMount> tree = tree(top);
        tree.forEach(mount -> mount.attachedTo = Optional.empty());
        mounts.removeAll(tree);
    }

    /** A bind mount of {@code place}, not attached; recursive: with copies of the mounts below it. */
    FakeMount bind(FakePath place, boolean recursive) {
        if (place.mount().propagation == MountFlag.MS_UNBINDABLE) {
            throw new KernelError(Errno.EINVAL);
        }
        FakeMount copy = place.mount().copy(place.node());
        mounts.add(copy);
        if (recursive) {
            for (FakeMount child : children(place.mount())) {
                FakeNode at = child.attachedTo.orElseThrow().node();
                if (isBelow(at, place.node()) && child.propagation != MountFlag.MS_UNBINDABLE) {
                    bind(child.rootPath(), true).attachedTo = Optional.of(new FakePath(copy, at));
                }
            }
        }
        return copy;
    }

    @SuppressWarnings("ReferenceEquality") // A file is the same only if it is this very one.
    private static boolean isBelow(FakeNode node, FakeNode top) {
        return node == top || node.parent.filter(above -> isBelow(above, top)).isPresent();
    }

    /** A copy of the namespace, and for each mount its counterpart in the copy. */
    FakeMountTable copy(IdentityHashMap<FakeMount, FakeMount> counterparts) {
        var copies = new IdentityHashMap<FakeMount, FakeMount>();
        mounts.forEach(mount -> copies.put(mount, mount.copy(mount.root)));
        var table = new FakeMountTable(Objects.requireNonNull(copies.get(first())));
        mounts.stream().skip(1).map(copies::get).forEach(table::add);
        copies.forEach((mount, copy) -> copy.attachedTo = mount.attachedTo.map(
                place -> new FakePath(Objects.requireNonNull(copies.get(place.mount())), place.node())));
        counterparts.putAll(copies);
        return table;
    }
}
