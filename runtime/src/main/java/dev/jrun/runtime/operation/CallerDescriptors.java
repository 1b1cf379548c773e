package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.DescriptorCall.CloseRange;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The descriptors that a container's program gets from the caller: those of a socket activation, which begin at 3, and
 * behind them the {@code --preserve-fds}. To be looked at before the main stub opens anything: what it opens then gets
 * other numbers, as these are all in use.
 */
final class CallerDescriptors {
    private static final int FIRST = 3;

    private final Engine engine;

    CallerDescriptors(Engine engine) {
        this.engine = engine;
    }

    /** What a container's init gets: {@code preserved} descriptors, and those that systemd has opened for jrun. */
    Inheritance ofInit(int preserved) {
        int listened = listened(engine.environment());
        List<String> environment = listened == 0 ? List.of() : List.of("LISTEN_FDS=" + listened, "LISTEN_PID=1");
        return checked(listened, preserved, environment);
    }

    /** What another process of a container gets: no sockets, which are its init's. */
    Inheritance ofOther(int preserved) {
        return checked(0, preserved, List.of());
    }

    /** Once the program has them alone their other ends will see when it ends. */
    void letGo(Inheritance inherited) {
        if (inherited.descriptors() > 0) {
            var close = new CloseRange(FIRST, inherited.end() - 1, false);
            engine.main().call("close the descriptors that were passed on", close);
        }
    }

    /** How many sockets there are for this very process; a variable that was meant for another is none of jrun's. */
    private int listened(Map<String, String> environment) {
        String count = environment.getOrDefault("LISTEN_FDS", "");
        String pid = environment.getOrDefault("LISTEN_PID", "");
        if (count.isEmpty() || !pid.equals(Long.toString(engine.main().pid()))) {
            return 0;
        }
        try {
            int listened = Integer.parseInt(count);
            if (listened >= 0) {
                return listened;
            }
        } catch (NumberFormatException tooLargeOrNone) {
            // Told of below.
        }
        throw new InvalidInputException("LISTEN_FDS: expected a number, got \"" + count + "\"");
    }

    private Inheritance checked(int listened, int preserved, List<String> environment) {
        if (listened > 0) {
            requireOpen(FIRST, listened, "LISTEN_FDS=" + listened);
        }
        if (preserved > 0) {
            requireOpen(FIRST + listened, preserved, "--preserve-fds " + preserved);
        }
        return new Inheritance(listened + preserved, environment);
    }

    private void requireOpen(int first, int count, String asked) {
        if (count > engine.main().channel() - first) {
            throw new InvalidInputException(
                    asked + ": jrun itself needs descriptor " + engine.main().channel() + ", ask for fewer");
        }
        var plan = new Plan();
        List<Slot> slots = new ArrayList<>();
        for (int fd = first; fd < first + count; fd++) {
            slots.add(plan.attempt(
                    "look at descriptor " + fd, new Fcntl(Fd.of(fd), Fcntl.F_GETFD, 0), Set.of(Errno.EBADF)));
        }
        Outcome outcome = engine.main().run(plan);
        for (int i = 0; i < count; i++) {
            if (outcome.failure(slots.get(i)).isPresent()) {
                throw new InvalidInputException(asked + ": descriptor " + (first + i)
                        + " is not open; the caller has to open it, or ask for fewer");
            }
        }
    }
}
