package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.syscall.Plan;
import java.util.Optional;
import java.util.function.Consumer;

/** How a root file system was made and entered last: the next container of the same config does it by the same plan. */
final class PreparationMemory {
    private volatile Optional<Known> last = Optional.empty();

    private record Known(RootfsFacts facts, RootWay way, Consumer<Plan> inside, Preparation preparation) {
        boolean isFor(RootfsFacts otherFacts, RootWay otherWay, Consumer<Plan> otherInside) {
            return facts.equals(otherFacts) && way == otherWay && inside.equals(otherInside);
        }
    }

    /** See {@link Rootfs#prepareAndEnter}. */
    Preparation of(Rootfs rootfs, RootfsFacts facts, RootWay way, Consumer<Plan> inside) {
        Optional<Known> known = last;
        if (known.isPresent() && known.get().isFor(facts, way, inside)) {
            return known.get().preparation();
        }
        Preparation preparation = rootfs.prepare(facts);
        Optional<Plan> only = preparation.only();
        if (only.isPresent()) {
            preparation.enter(way, inside);
            // Threads that find it here only read it.
            only.get().lower();
            last = Optional.of(new Known(facts, way, inside, preparation));
        }
        return preparation;
    }
}
