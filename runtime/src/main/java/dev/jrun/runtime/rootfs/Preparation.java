package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes a root file system: one plan, or several where the content of a directory decides what comes next. Each plan is
 * checked before the next runs, and nothing of the container runs before the last.
 */
public final class Preparation {
    private final Rootfs rootfs;
    private final List<MountRequest> mounts;
    private final RootfsFacts facts;
    private Part part;
    private int made;

    /** Makes up the first of the plans. */
    Preparation(Rootfs rootfs, RootfsFacts facts) {
        this.rootfs = rootfs;
        this.facts = facts;
        this.mounts =
                rootfs.mounts().stream().map(mount -> mount.at(facts.targets())).toList();
        this.part = first();
        plan();
    }

    /** Plans as far as no answer is needed: to the next mount that is filled with what it covers, or to the end. */
    private void plan() {
        while (made < mounts.size() && !mounts.get(made).options().copyUp()) {
            part.planner.mount(mounts.get(made++));
        }
        if (made == mounts.size()) {
            finish();
        }
    }

    private void finish() {
        rootfs.makeDevices(part.plan, part.tree, part.checks);
        part.planner.finish(mounts);
        rootfs.end(part.plan, part.tree, part.checks);
        if (facts.open().root().isPresent()) {
            part.plan.call(
                    "close the rootfs", new FileCall.Close(facts.open().root().get()));
        }
    }

    /**
     * The only plan, for who can have init begin it before {@link #run}; none where there will be more than one. This
     * doesn't change any more then, and may be run again, for other containers too.
     */
    public Optional<Plan> only() {
        return made == mounts.size() ? Optional.of(part.plan) : Optional.empty();
    }

    /**
     * Has that plan go on, and move into the root and finish it; the root is closed then.
     *
     * @param inside adds what is to be done there before the root may become read-only
     */
    void enter(RootWay way, Consumer<Plan> inside) {
        Fd root = rootfs.enter(part.plan, part.root, way);
        inside.accept(part.plan);
        rootfs.finish(part.plan, root);
    }

    /** Runs the plans in the container's init; gives the root's descriptor, which stays open. */
    public Fd.Number run(SyscallExecutor init) {
        while (made < mounts.size()) {
            part = copyUp(mounts.get(made++), part, init);
            plan();
        }
        return part.number(part.root, part.run(init));
    }

    /**
     * As above, where init has begun the {@linkplain #only only plan} already.
     *
     * @param begun what became of it, once init has answered
     */
    public Fd.Number finish(SyscallExecutor init, Supplier<Outcome> begun) {
        Outcome outcome = part.outcomeOf(init, () -> {
            init.runAll(List.of(), nothing -> {});
            return begun.get();
        });
        return part.number(part.root, outcome);
    }

    /** Fills a new tmpfs with what it will cover, as that is once the mounts before it are made. */
    private Part copyUp(MountRequest mount, Part part, SyscallExecutor init) {
        Fd made = part.planner.make(mount);
        Fd covered = part.planner.directory(mount);
        Outcome outcome = part.run(init);
        Part next = part.next(outcome);
        Fd tmpfs = part.number(made, outcome);
        Fd below = part.number(covered, outcome);
        new CopyUp(init, mount).copy(below, tmpfs);
        next.planner.attachNew(mount, tmpfs, below);
        return next;
    }

    private Part first() {
        var plan = new Plan();
        return new Part(plan, rootfs.begin(plan, facts.open()), List.of());
    }

    /** One of the plans, as it grows. */
    private final class Part {
        private final Plan plan;
        private final Fd root;
        private final RootTree tree;
        private final MountPlanner planner;
        private final List<Check> checks = new ArrayList<>();

        Part(Plan plan, Fd root, List<Fd> readOnlyLast) {
            this.plan = plan;
            this.root = root;
            this.tree = new RootTree(plan, root);
            this.planner = new MountPlanner(plan, tree, rootfs, facts, checks);
            planner.makeReadOnlyLast(readOnlyLast);
        }

        Outcome run(SyscallExecutor init) {
            return outcomeOf(init, () -> init.run(plan));
        }

        Outcome outcomeOf(SyscallExecutor init, Supplier<Outcome> running) {
            try {
                Outcome outcome = running.get();
                checks.forEach(check -> check.verify(outcome));
                return outcome;
            } catch (SyscallException failure) {
                Optional<String> said = KernelReason.of(failure, init);
                Optional<String> known = DeniedReason.of(failure);
                Stream.of(said, known)
                        .flatMap(Optional::stream)
                        .reduce((first, second) -> first + "; " + second)
                        .ifPresent(failure::because);
                throw failure;
            }
        }

        /** What comes behind this part, which had this outcome. */
        Part next(Outcome outcome) {
            List<Fd> kept = planner.readOnlyLast().stream()
                    .<Fd>map(fd -> number(fd, outcome))
                    .toList();
            return new Part(new Plan(), number(root, outcome), kept);
        }

        Fd.Number number(Fd fd, Outcome outcome) {
            return switch (fd) {
                case Fd.Number number -> number;
                case Slot slot -> (Fd.Number) outcome.fd(slot);
            };
        }
    }
}
