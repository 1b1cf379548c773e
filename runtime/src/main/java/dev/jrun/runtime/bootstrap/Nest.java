package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.stub.Birth;
import dev.jrun.runtime.stub.Birthplace;
import dev.jrun.runtime.stub.SpareChannel;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the main stub holds ready for the stubs to come. It gets it with the next plan that it runs. */
public final class Nest implements AutoCloseable {
    private final Stub main;
    private final SpareChannel intermediate;
    private final SpareChannel child;
    private Optional<Birthplace> birthplace = Optional.empty();
    private Optional<Birth> hatched = Optional.empty();
    private Optional<Fd.Number> startSocket = Optional.empty();
    private Optional<Fd.Number> program = Optional.empty();

    private Nest(Stub main, String name, Optional<Fd.Number> copyOfStub) {
        this.main = main;
        List<SpareChannel> channels = main.spareChannels(
                List.of("intermediate", name),
                copyOfStub.stream().toList(),
                numbers -> program = numbers.stream().findFirst());
        this.intermediate = channels.getFirst();
        this.child = channels.getLast();
    }

    /**
     * One for an intermediate and the process of the container's that it clones.
     *
     * @param name of that process
     * @param copyOfStub a sealed copy of the stub's program that this JVM has, if it has one
     */
    public static Nest in(Stub main, String name, Optional<Fd.Number> copyOfStub) {
        return new Nest(main, name, copyOfStub);
    }

    /** Has the intermediate be born in a cgroup, which need not be there yet. */
    public void bornIn(CgroupPlace cgroup) {
        birthplace = Optional.of(Birthplace.in(main, cgroup.directory()));
    }

    /** Has the main stub clone the intermediate with the next plan that it runs. */
    public void hatch() {
        fill();
        hatched = Optional.of(main.cloneLater(Set.of(), CgroupStage.SIGCHLD, intermediate, List.of(child)));
    }

    /** The intermediate, if it was to be cloned already. */
    Optional<Stub> hatched() {
        Optional<Stub> stub = hatched.map(Birth::await);
        hatched = Optional.empty();
        return stub;
    }

    Stub main() {
        return main;
    }

    /** Sees to it that the main stub has all that is in here, and sends nothing more for that where it was sent it. */
    private void fill() {
        main.settle();
        if (!child.hasArrived()) {
            main.flush();
        }
    }

    /** Adds the socket that init will listen on, if it is to wait for start. */
    public void listen(Path stateFolder) {
        fill();
        var plan = new Plan();
        Slot socket = StartSocket.listen(plan, main, stateFolder);
        main.runLater(plan, (Outcome outcome) -> startSocket = Optional.of((Fd.Number) outcome.fd(socket)));
    }

    Optional<Fd.Number> startSocket() {
        return startSocket;
    }

    Optional<Birthplace> birthplace() {
        return birthplace;
    }

    /** The sealed copy of the stub's program, in the main stub and its clones. */
    Optional<Fd.Number> program() {
        return program;
    }

    /** Lets the main stub close what only the intermediate needed. */
    Plan tidy() {
        var plan = new Plan();
        program.ifPresent(copy -> plan.call("close the sealed stub", new Close(copy)));
        return plan;
    }

    SpareChannel intermediate() {
        return intermediate;
    }

    SpareChannel child() {
        return child;
    }

    /** What the intermediate has to keep for its child. */
    List<Fd.Number> childsOwn() {
        List<Fd.Number> own = new ArrayList<>(List.of(child.number()));
        startSocket.ifPresent(own::add);
        return own;
    }

    /** Closes what no stub has come to use, and ends an intermediate that nobody has asked for. */
    @Override
    public void close() {
        intermediate.close();
        child.close();
        hatched.ifPresent(Birth::abandon);
        hatched = Optional.empty();
    }
}
