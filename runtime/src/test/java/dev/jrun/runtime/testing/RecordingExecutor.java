package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes down the calls that were run, for golden tests. Has another executor run them, or answers 0 to each. */
public final class RecordingExecutor implements SyscallExecutor {
    private final SyscallExecutor delegate;
    private final List<Syscall<?>> calls = new ArrayList<>();

    private RecordingExecutor(SyscallExecutor delegate) {
        this.delegate = delegate;
    }

    /** Records what {@code delegate} runs. */
    public static RecordingExecutor of(SyscallExecutor delegate) {
        return new RecordingExecutor(delegate);
    }

    /** Answers 0 to each call, with zeroes in what it fills. */
    public static RecordingExecutor answeringZero() {
        return new RecordingExecutor(new Zeroes());
    }

    /** The whole plan as text, a step a line: {@code $0 = Openat[…] or ENOENT, on success skip 1}. */
    public static List<String> text(Plan plan) {
        return plan.steps().stream().map(RecordingExecutor::text).toList();
    }

    private static String text(Step step) {
        String tolerated = step.tolerated().stream().map(Errno::name).sorted().collect(Collectors.joining(" or "));
        return step.slot() + " = " + step.call()
                + (tolerated.isEmpty() ? "" : " or " + tolerated)
                + (step.skipOnSuccess() == 0 ? "" : ", on success skip " + step.skipOnSuccess())
                + (step.skipOnError() == 0 ? "" : ", on error skip " + step.skipOnError());
    }

    /** The calls that were run, in order, the one that ended a plan included. */
    public List<Syscall<?>> calls() {
        return List.copyOf(calls);
    }

    /** The calls of one type that were run. */
    public <C extends Syscall<?>> List<C> calls(Class<C> type) {
        return calls.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The calls that were run as text. */
    public List<String> lines() {
        return calls.stream().map(Syscall::toString).toList();
    }

    @Override
    public String where() {
        return delegate.where();
    }

    @Override
    public Outcome run(Plan plan) {
        try {
            Outcome outcome = delegate.run(plan);
            record(plan, outcome.replies());
            return outcome;
        } catch (SyscallException failure) {
            record(plan, failure.replies());
            throw failure;
        }
    }

    private void record(Plan plan, List<Optional<Reply>> replies) {
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i).isPresent()) {
                calls.add(plan.steps().get(i).call());
            }
        }
    }

    private static final class Zeroes extends SteppingExecutor {
        @Override
        public String where() {
            return "recording";
        }

        @Override
        Reply answer(Syscall<?> call, Slots slots) {
            List<byte[]> outs = new ArrayList<>();
            call.lower().args().forEach(arg -> addOuts(arg, outs));
            return new Reply(0, outs);
        }

        private static void addOuts(Arg arg, List<byte[]> outs) {
            switch (arg) {
                case Arg.Value _, Arg.OfSlot _ -> {}
                case Arg.Room _ -> outs.add(new byte[0]);
                case Arg.Memory memory -> {
                    if (memory.out()) {
                        outs.add(new byte[memory.bytes().length]);
                    }
                    memory.pointers().forEach(pointer -> addOuts(pointer.target(), outs));
                }
            }
        }
    }
}
