package dev.jrun.runtime.stub;

import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A clone of a stub that is under way. */
public final class Birth {
    private final Stub parent;
    private final SpareChannel channel;
    private long pid;
    private Consumer<Outbox> first = outbox -> {};

    Birth(Stub parent, SpareChannel channel) {
        this.parent = parent;
        this.channel = channel;
    }

    /** Reaps the clone, if there is one, whose channel was closed without its being awaited. */
    public void abandon() {
        parent.forget();
        if (pid > 0) {
            parent.call("wait for process " + pid, new Wait4(pid, Wait4.WALL));
        }
    }

    void pid(long child) {
        pid = child;
    }

    /**
     * Tells the clone before it is there what it shall do first: it finds that in its channel.
     *
     * @param done gets the outcomes when the clone is asked for the next thing, where a failure shows, too
     */
    public void begin(List<Plan> plans, Consumer<Outcome> done) {
        // A clone has its memory and its program from its parent.
        var clone = new RemoteExecutor(channel.peek(), parent.helloOfClone(channel));
        Optional<RemoteExecutor.Posted> posted =
                parent.outbox().isPlain() ? clone.begin(plans, done) : Optional.empty();
        first = posted.isPresent()
                ? outbox -> outbox.adopt(posted.get())
                : outbox -> plans.forEach(plan -> outbox.runLater(plan, done));
    }

    /** Waits until the clone is there. */
    public Stub await() {
        parent.flush();
        Stub clone = parent.greet(channel, pid);
        first.accept(clone.outbox());
        return clone;
    }
}
