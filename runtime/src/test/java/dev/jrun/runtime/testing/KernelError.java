package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;

/** How the parts of the fake kernel say that a call fails. */
final class KernelError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Errno errno;

    KernelError(Errno errno) {
        super(errno.name());
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }
}
