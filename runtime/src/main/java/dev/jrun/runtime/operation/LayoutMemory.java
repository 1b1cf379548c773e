package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupLayout;
import dev.jrun.runtime.container.FileContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The cgroup hierarchies that processes see. The last layout is kept with the texts that it was read from: from one
 * command to the next they are mostly the same. Safe for several threads.
 */
public final class LayoutMemory {
    private final Optional<MountWatch> watch;
    private Optional<Known> last = Optional.empty();

    private record Known(String mountinfo, String cgroup, CgroupLayout layout) {
        boolean isFrom(String otherMountinfo, String otherCgroup) {
            return mountinfo.equals(otherMountinfo) && cgroup.equals(otherCgroup);
        }
    }

    /** One for processes that may see any mounts: the table of each is read. */
    LayoutMemory() {
        this(Optional.empty());
    }

    /** One for processes with the mount namespace and the root of this JVM: the table is read when it has changed. */
    LayoutMemory(MountWatch watch) {
        this(Optional.of(watch));
    }

    private LayoutMemory(Optional<MountWatch> watch) {
        this.watch = watch;
    }

    /** The hierarchies that process {@code pid} sees. */
    CgroupLayout of(long pid) {
        return of(pid, pid);
    }

    /** The hierarchies that process {@code pid} sees, with the places that process {@code member} has in them. */
    CgroupLayout of(long pid, long member) {
        return of("/proc/" + pid + "/mountinfo", text("/proc/" + member + "/cgroup"));
    }

    private synchronized CgroupLayout of(String mountTable, String cgroup) {
        Optional<Known> known = last;
        boolean current = known.isPresent() && watch.isPresent() && !watch.get().hasChanged();
        // A change is told once: where it can't be read now, the table has to be read the next time.
        last = Optional.empty();
        String mountinfo = current ? known.get().mountinfo() : text(mountTable);
        if (known.isEmpty() || !known.get().isFrom(mountinfo, cgroup)) {
            known = Optional.of(new Known(mountinfo, cgroup, CgroupLayout.parse(mountinfo, cgroup)));
        }
        last = known;
        return known.get().layout();
    }

    private static String text(String file) {
        try {
            return new String(FileContent.of(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
