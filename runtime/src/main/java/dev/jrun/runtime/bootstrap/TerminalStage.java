package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.terminal.PeerOpening;
import dev.jrun.runtime.terminal.PtmxOpening;
import dev.jrun.runtime.terminal.Pty;
import dev.jrun.spec.Process;
import dev.jrun.spec.User;

/** Gives a stub in its container a terminal, whose other side goes to a receiver by way of the main stub. */
final class TerminalStage {
    private final Stub stub;
    private final Fd root;

    /**
     * For a process in a container.
     *
     * @param stub leads a session that has no terminal
     * @param root the container's root, a descriptor of the stub's
     */
    TerminalStage(Stub stub, Fd root) {
        this.stub = stub;
        this.root = root;
    }

    /**
     * Makes the terminal and leaves it as the stub's standard input, output and error.
     *
     * @param console whether to bind it on /dev/console too
     */
    void run(Process process, boolean console, Stub main, TerminalReceiver receiver) {
        Pty pty = open();
        process.consoleSize().ifPresent(size -> stub.run(pty.resize(size)));
        stub.run(pty.own(process.user().orElse(User.ROOT).uid()));
        if (console) {
            stub.run(pty.bindConsole(root));
        }
        receiver.receive(stub.handTo(main, pty.master()), pty.name());
        stub.run(pty.use());
    }

    private Pty open() {
        var opening = new PtmxOpening(root);
        Fd.Number master = opening.check(stub.run(opening.plan()));
        var peer = new PeerOpening(master);
        return peer.check(stub.run(peer.plan()));
    }
}
