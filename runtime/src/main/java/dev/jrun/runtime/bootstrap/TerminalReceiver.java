package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.syscall.Fd;

/** Takes the terminal that a container's process gets, to sit at its other side. */
public interface TerminalReceiver extends AutoCloseable {
    /** For a process without a terminal. */
    TerminalReceiver NONE = new TerminalReceiver() {
        @Override
        public void receive(Fd.Number master, String name) {
            throw new IllegalStateException("a terminal that nobody asked for: " + name);
        }

        @Override
        public void close() {}
    };

    /**
     * Takes the terminal. Called at most once, while the container is made.
     *
     * @param master a descriptor of the main stub, owned by the receiver from now on
     * @param name the terminal's path in the container
     */
    void receive(Fd.Number master, String name);

    @Override
    void close();
}
