package dev.jrun.runtime.hook;

import dev.jrun.runtime.syscall.Plan;
import java.util.function.Consumer;

/** What a process gives up right before it becomes a hook: ids, privileges, system calls. */
@FunctionalInterface
public interface HookUser {
    /** Nothing. */
    HookUser THE_SAME = (plan, exec) -> exec.accept(plan);

    /** Adds its steps to {@code plan}, and what {@code exec} adds in their right place, the last one. */
    void addTo(Plan plan, Consumer<Plan> exec);
}
