package dev.jrun.runtime.testing;

import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Syscall;
import java.util.ArrayList;
import java.util.List;

/** A call whose slots have been replaced by their values, so that it can be run without the steps before it. */
record BoundCall<R>(Syscall<R> call, SteppingExecutor.Slots slots) implements Syscall<R> {
    @Override
    public RawCall lower() {
        RawCall raw = call.lower();
        Arg[] args = raw.args().stream().map(this::bind).toArray(Arg[]::new);
        return new RawCall(raw.number(), raw.channel(), args);
    }

    private Arg bind(Arg arg) {
        return switch (arg) {
            case Arg.Value value -> value;
            case Arg.Room room -> room;
            case Arg.OfSlot(var slot) -> Arg.of(slots.value(slot));
            case Arg.Memory memory -> {
                List<Arg.Pointer> pointers = new ArrayList<>();
                for (Arg.Pointer pointer : memory.pointers()) {
                    pointers.add(new Arg.Pointer(pointer.offset(), bind(pointer.target())));
                }
                yield new Arg.Memory(memory.bytes(), memory.out(), pointers);
            }
        };
    }

    @Override
    public R lift(Reply reply) {
        return call.lift(reply);
    }

    @Override
    public String toString() {
        return call.toString();
    }
}
