package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.List;
import java.util.Set;

/**
 * A value to write to a file of a cgroup.
 *
 * @param pointer of the property that asks for it
 * @param choices one, or two: the second is for kernels that lack the file of the first
 * @param need what the kernel may lack or refuse
 */
public record LimitWrite(LimitKind kind, String pointer, String directory, List<Choice> choices, Need need) {
    private static final Set<OpenFlag> TO_WRITE = Set.of(OpenFlag.O_WRONLY);

    public LimitWrite {
        choices = List.copyOf(choices);
        if (choices.isEmpty() || choices.size() > 2) {
            throw new IllegalArgumentException("one or two choices, not " + choices);
        }
    }

    /** A value for a file. */
    public record Choice(String file, String value) {}

    /** How much depends on a write. */
    public enum Need {
        /** A failure is an error. */
        REQUIRED,
        /** A later write of the same property counts: this one may be refused as long as others are not changed. */
        RETRIED,
        /** A kernel without the file has the wanted state already. */
        IF_THERE,
        /** A caller without privileges on the machine does without. */
        IF_ALLOWED
    }

    /** Whether another write can follow this one while the file is open. */
    boolean sharesFileWith(LimitWrite other) {
        return isPlain() && other.isPlain() && path(choices.getFirst()).equals(path(other.choices.getFirst()));
    }

    private boolean isPlain() {
        return need == Need.REQUIRED && choices.size() == 1;
    }

    /**
     * Adds the steps.
     *
     * @param others to the same file, to be done while it is open
     */
    void add(Plan plan, List<LimitWrite> others) {
        Choice first = choices.getFirst();
        switch (need) {
            case REQUIRED -> addChoices(plan, others);
            case RETRIED -> addRequired(plan, first, Set.of(Errno.EINVAL), List.of());
            case IF_THERE -> addIfThere(plan, first);
            case IF_ALLOWED -> addIfAllowed(plan, first);
        }
    }

    private void addChoices(Plan plan, List<LimitWrite> others) {
        Choice first = choices.getFirst();
        if (choices.size() == 1) {
            addRequired(plan, first, Set.of(), others);
            return;
        }
        addIfThere(plan, first);
        Choice second = choices.getLast();
        var look = new Statx(Fd.CWD, path(first), Set.of());
        plan.callOrElse(
                intent(first), look, Set.of(Errno.ENOENT), () -> addRequired(plan, second, Set.of(), List.of()));
    }

    private void addRequired(Plan plan, Choice choice, Set<Errno> tolerated, List<LimitWrite> others) {
        String intent = intent(choice);
        Slot file = plan.call(intent, opening(choice));
        plan.attempt(intent, Write.text(file, choice.value()), tolerated);
        for (LimitWrite other : others) {
            Choice more = other.choices.getFirst();
            plan.call(other.intent(more), Write.text(file, more.value()));
        }
        plan.call(intent, new Close(file));
    }

    private void addIfThere(Plan plan, Choice choice) {
        String intent = intent(choice);
        Slot file = new Slot(plan.steps().size());
        plan.callThen(intent, opening(choice), Set.of(Errno.ENOENT), () -> {
            plan.call(intent, Write.text(file, choice.value()));
            plan.call(intent, new Close(file));
        });
    }

    private void addIfAllowed(Plan plan, Choice choice) {
        String intent = intent(choice);
        Slot file = new Slot(plan.steps().size());
        Set<Errno> closed = Set.of(Errno.ENOENT, Errno.EACCES, Errno.EPERM, Errno.EROFS);
        plan.callThen(intent, opening(choice), closed, () -> {
            plan.attempt(intent, Write.text(file, choice.value()), Set.of(Errno.EPERM));
            plan.call(intent, new Close(file));
        });
    }

    private Openat opening(Choice choice) {
        return new Openat(Fd.CWD, path(choice), TO_WRITE, 0);
    }

    private String path(Choice choice) {
        return directory + "/" + choice.file();
    }

    private String intent(Choice choice) {
        return pointer + ": write " + choice.value() + " to " + path(choice);
    }
}
