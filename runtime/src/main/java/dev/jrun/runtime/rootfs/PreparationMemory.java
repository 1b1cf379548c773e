package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.syscall.Plan;
import java.util.Optional;
import java.util.function.Consumer;

/** How a root file system was made and entered last: the next container of the same config does it by the same plan. */
final class PreparationMemory {
    private volatile Optional<Known> last = Optional.empty();

    private record Known(RootfsFacts facts, Consumer<Plan> inside, Preparation preparation) {
        boolean isFor(RootfsFacts otherFacts, Consumer<Plan> otherInside) {
            return facts.equals(otherFacts) && inside.equals(otherInside);
        }
    }

    /** See {@link Rootfs#prepareAndEnter}. */
    Preparation of(Rootfs rootfs, RootfsFacts facts, Consumer<Plan> inside) {
        Optional<Known> known = last;
        if (known.isPresent() && known.get().isFor(facts, inside)) {
            return known.get().preparation();
        }
        Preparation preparation = rootfs.prepare(facts);
        Optional<Plan> only = preparation.only();
        if (only.isPresent()) {
            preparation.enter(inside);
            // Threads that find it here only read it.
            only.get().lower();
            last = Optional.of(new Known(facts, inside, preparation));
        }
        return preparation;
    }
}
