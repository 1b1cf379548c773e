package dev.jrun.it.bench;

import dev.jrun.it.Jrun;
import dev.jrun.it.Subreaper;
import java.nio.file.Path;
import java.util.List;

/** Whole lives of containers, and single commands on one that runs. */
record Lives(Workplace workplace, Bundles bundles) {
    static final List<String> COMMANDS = List.of("exec", "state", "kill");

    static final String KERNEL = "kernel";

    Comparison run() {
        Comparison comparison = withKernel("run");
        for (Contender contender : workplace.contenders().all()) {
            comparison.add(contender.name(), () -> run(contender, bundles.ending()));
        }
        return comparison;
    }

    Comparison createStartDelete() {
        Comparison comparison = withKernel("create + start + delete");
        for (Contender contender : workplace.contenders().all()) {
            comparison.add(contender.name(), () -> createStartDelete(contender, bundles.ending()));
        }
        return comparison;
    }

    /** A run of another kind of config, by those that don't start a JVM for it. */
    Comparison runOf(String kind, Path bundle) {
        Comparison comparison = new Comparison("run, " + kind);
        for (Contender contender : workplace.contenders().runtimes()) {
            comparison.add(contender.name(), () -> run(contender, bundle));
        }
        return comparison;
    }

    /** {@code exec}, {@code state} or {@code kill} of a container that each has made before and removes afterwards. */
    Comparison command(String command) {
        Comparison comparison = new Comparison(command);
        Path bundle = bundles.sleeping();
        for (Contender contender : workplace.contenders().all()) {
            comparison.add(contender.name(), () -> onRunning(contender, bundle, command));
        }
        return comparison;
    }

    /** Has the daemon see once what is compared here. */
    void rehearse(Contender warm) {
        run(warm, bundles.ending());
        createStartDelete(warm, bundles.ending());
        COMMANDS.forEach(command -> onRunning(warm, bundles.sleeping(), command));
    }

    private Comparison withKernel(String title) {
        Path rootfs = bundles.ending().resolve("rootfs");
        return new Comparison(title).add(KERNEL, () -> workplace.meter().floor(rootfs));
    }

    private static Sample run(Contender contender, Path pattern) {
        String id = Jrun.newId();
        return contender.measure(contender.run(contender.bundlesLike(pattern).one(id), id));
    }

    private static Sample createStartDelete(Contender contender, Path pattern) {
        String id = Jrun.newId();
        return contender.measure(
                contender.createStartDelete(contender.bundlesLike(pattern).one(id), id));
    }

    private static Sample onRunning(Contender contender, Path pattern, String command) {
        String id = Jrun.newId();
        Path bundle = contender.bundlesLike(pattern).one(id);
        contender.measure(contender.command("run", "--detach", "--bundle", bundle.toString(), id));
        Sample sample = contender.measure(words(contender, command, id));
        contender.remove(id);
        Subreaper.reapOrphans();
        return sample;
    }

    private static List<String> words(Contender contender, String command, String id) {
        return switch (command) {
            case "exec" -> contender.command("exec", id, Bundles.NOTHING);
            case "state" -> contender.command("state", id);
            case "kill" -> contender.command("kill", id, "KILL");
            default -> throw new IllegalArgumentException(command);
        };
    }
}
