package dev.jrun.runtime.cgroup.v2;

import dev.jrun.runtime.cgroup.LimitWrites;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.resources.Memory;
import java.util.Optional;

/** The limits of the memory controller. Swap is counted together with memory in a config, alone in version 2. */
record V2Memory(Memory memory, LimitWrites writes) {
    private static final String SWAP_MAX = "memory.swap.max";

    void add() {
        refuseWhatIsMissing();
        swap();
        writes.put("memory/limit", "memory.max", memory.limit().map(V2Memory::number));
        writes.put("memory/reservation", "memory.low", memory.reservation().map(V2Memory::number));
    }

    private void refuseWhatIsMissing() {
        refuse("memory/kernel", memory.kernel().filter(limit -> limit > 0));
        refuse("memory/kernelTCP", memory.kernelTcp().filter(limit -> limit > 0));
        refuse("memory/swappiness", memory.swappiness());
        refuse("memory/disableOOMKiller", memory.disableOomKiller());
        // Version 2 has nothing but hierarchies.
        refuse("memory/useHierarchy", memory.useHierarchy().filter(use -> !use));
    }

    private static void refuse(String property, Optional<?> value) {
        if (value.isPresent()) {
            throw V2Limits.unsupported(property);
        }
    }

    /** Where the kernel does not account for swap there is no file, and no swap that could be used in excess. */
    private void swap() {
        if (memory.swap().isEmpty()) {
            if (memory.limit().filter(limit -> limit < 0).isPresent()) {
                writes.putIfThere("memory/limit", SWAP_MAX, "max");
            }
            return;
        }
        long swap = memory.swap().get();
        if (swap < 0) {
            writes.putIfThere("memory/swap", SWAP_MAX, "max");
            return;
        }
        long limit = memory.limit()
                .filter(value -> value > 0)
                .orElseThrow(() -> new InvalidInputException(Limits.POINTER
                        + "/memory/swap: is the limit of memory and swap together, and needs a limit of memory"));
        if (swap < limit) {
            throw new InvalidInputException(Limits.POINTER + "/memory/swap: " + swap
                    + " is the limit of memory and swap together, and below that of memory, " + limit);
        }
        if (swap == limit) {
            writes.putIfThere("memory/swap", SWAP_MAX, 0);
        } else {
            writes.put("memory/swap", SWAP_MAX, swap - limit);
        }
    }

    private static String number(long limit) {
        return limit < 0 ? "max" : Long.toString(limit);
    }
}
