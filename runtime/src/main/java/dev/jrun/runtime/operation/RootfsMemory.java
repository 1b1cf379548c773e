package dev.jrun.runtime.operation;

import dev.jrun.runtime.rootfs.CgroupView;
import dev.jrun.runtime.rootfs.Rootfs;
import dev.jrun.spec.Config;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The root file systems that were planned last, for an engine that makes several containers of one config. Not those of a
 * config that is met for the first time, since most are never met again, and not those that show a container its own
 * cgroups. Safe for several threads.
 */
public final class RootfsMemory {
    private static final int LIMIT = 4;
    /** Larger ones are planned again: what is kept is to stay small. */
    private static final int MOST_MOUNTS = 64;

    private final Deque<Known> known = new ArrayDeque<>(LIMIT);

    private record Known(Config config, Path folder, Rootfs rootfs) {
        /** What is read from the same bytes is the same object here; comparing all that is in it would take longer. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Bundle bundle) {
            return config == bundle.config() && folder.equals(bundle.path());
        }
    }

    /** The root file system of a bundle, as {@link Rootfs#of} reads it. */
    Rootfs of(Bundle bundle, CgroupView cgroups) {
        return find(bundle).orElseGet(() -> plan(bundle, cgroups));
    }

    private synchronized Optional<Rootfs> find(Bundle bundle) {
        for (Known one : known) {
            if (one.isOf(bundle)) {
                return Optional.of(one.rootfs());
            }
        }
        return Optional.empty();
    }

    private Rootfs plan(Bundle bundle, CgroupView cgroups) {
        Rootfs rootfs = Rootfs.of(bundle.config(), bundle.path(), cgroups);
        if (bundle.again() && bundle.config().mounts().size() <= MOST_MOUNTS && !rootfs.showsCgroups()) {
            keep(new Known(bundle.config(), bundle.path(), rootfs));
        }
        return rootfs;
    }

    private synchronized void keep(Known one) {
        if (known.size() == LIMIT) {
            known.removeLast();
        }
        known.addFirst(one);
    }
}
