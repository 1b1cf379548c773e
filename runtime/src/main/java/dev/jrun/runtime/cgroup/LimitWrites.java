package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.LimitWrite.Choice;
import dev.jrun.runtime.cgroup.LimitWrite.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the writes for the limits of one kind in one cgroup. Properties are named from {@code linux.resources} on. */
public final class LimitWrites {
    private final LimitKind kind;
    private final String directory;
    private final List<LimitWrite> writes = new ArrayList<>();

    public LimitWrites(LimitKind kind, String directory) {
        this.kind = kind;
        this.directory = directory;
    }

    /** Writes a value that has to be accepted. */
    public LimitWrites put(String property, String file, Object value) {
        return add(property, List.of(choice(file, value)), Need.REQUIRED);
    }

    /** Writes a value if there is one. */
    public LimitWrites put(String property, String file, Optional<?> value) {
        value.ifPresent(one -> put(property, file, one));
        return this;
    }

    /** Writes to the first file, or where the kernel lacks it to the second. */
    public LimitWrites putEither(String property, Choice first, Choice second) {
        return add(property, List.of(first, second), Need.REQUIRED);
    }

    /** Writes a value that another write will have to make possible; it comes again after that. */
    public LimitWrites attempt(String property, String file, Object value) {
        return add(property, List.of(choice(file, value)), Need.RETRIED);
    }

    /** Writes a value where the kernel has the file. */
    public LimitWrites putIfThere(String property, String file, Object value) {
        return add(property, List.of(choice(file, value)), Need.IF_THERE);
    }

    /** Writes a value where the caller may. */
    public LimitWrites putIfAllowed(String property, String file, Object value) {
        return add(property, List.of(choice(file, value)), Need.IF_ALLOWED);
    }

    private static Choice choice(String file, Object value) {
        return new Choice(file, String.valueOf(value));
    }

    private LimitWrites add(String property, List<Choice> choices, Need need) {
        writes.add(new LimitWrite(kind, Limits.POINTER + "/" + property, directory, choices, need));
        return this;
    }

    /** What was collected, in order. */
    public List<LimitWrite> writes() {
        return List.copyOf(writes);
    }
}
