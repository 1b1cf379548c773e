package dev.jrun.runtime.syscall;

/**
 * One kernel call: what to run, and how to read the answer. Implementations are records, so a call prints with all its
 * arguments.
 *
 * @param <R> what the call gives when it succeeds
 */
public interface Syscall<R> {
    /** The call as the kernel takes it. */
    RawCall lower();

    /** The result, from the answer to a call that succeeded. */
    R lift(Reply reply);

    /** A call whose success says all there is to say. */
    interface OfVoid extends Syscall<Done> {
        @Override
        default Done lift(Reply reply) {
            return Done.DONE;
        }
    }

    /** A call that gives a file descriptor. */
    interface OfFd extends Syscall<Fd> {
        @Override
        default Fd lift(Reply reply) {
            return Fd.of((int) reply.value());
        }
    }

    /** A call that gives a number: a pid, a count of bytes. */
    interface OfNumber extends Syscall<Long> {
        @Override
        default Long lift(Reply reply) {
            return reply.value();
        }
    }

    /** The result of a call that gives none. */
    enum Done {
        DONE
    }
}
