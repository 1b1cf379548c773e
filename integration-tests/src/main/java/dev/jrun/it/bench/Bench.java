package dev.jrun.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Prints what {@link Options} ask for as Markdown tables, one part after the other. */
public final class Bench {
    /** For what takes many containers a round. */
    private static final int ROUNDS_OF_MANY = 9;
    /** For what needs a crowd that has to be made first. */
    private static final int ROUNDS_IN_CROWD = 40;

    private final Options options;
    private final Workplace workplace;
    private final Contenders contenders;
    private final Bundles bundles;
    /** What the picture shows. */
    private final List<Medians> shown = new ArrayList<>();

    private Bench(Options options, Workplace workplace) {
        this.options = options;
        this.workplace = workplace;
        this.contenders = workplace.contenders();
        this.bundles = Bundles.in(workplace.folder(), workplace.meter().nothing());
        workplace.makeCgroups(bundles.sleeping());
    }

    public static void main(String[] arguments) throws IOException {
        // A comma in a figure would break the picture.
        Locale.setDefault(Locale.ROOT);
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        try (Workplace workplace = Workplace.make()) {
            new Bench(options, workplace).run();
        }
    }

    private void run() throws IOException {
        print(("%d rounds after %d to warm up, interleaved; medians. cpu: user and kernel time of all processes, the"
                        + " daemon's share included. peak: resident memory of the largest process, in coarse steps.%n")
                .formatted(options.rounds(), options.warmUp()));
        Set<Part> parts = EnumSet.copyOf(options.parts());
        if (parts.remove(Part.MEMORY)) {
            measure(Part.MEMORY);
        }
        if (!parts.isEmpty()) {
            warmUp();
        }
        parts.forEach(this::measure);
        print("%nThe daemon's resident memory at the end: %.1f MiB%n"
                .formatted(contenders.daemon().memory() / 1024.0));
        if (options.picture().isPresent()) {
            Files.writeString(options.picture().get(), BarChart.svg(shown));
        }
    }

    private void measure(Part part) {
        Lives lives = new Lives(workplace, bundles);
        switch (part) {
            case MEMORY -> memory();
            case LIFE -> {
                show(lives.createStartDelete(), Lives.KERNEL, "runc", "crun");
                show(lives.run(), Lives.KERNEL, "runc", "crun");
            }
            case COMMANDS -> Lives.COMMANDS.forEach(command -> show(lives.command(command), "runc", "crun"));
            case COLD ->
                print(measure(new CommandCosts(contenders.cold(), bundles.sleeping()).comparison())
                        .table(CommandCosts.BARE_JVM));
            case CONFIGS -> {
                print(measure(lives.runOf("small config", bundles.ending())).table("runc", "crun"));
                print(measure(lives.runOf("config like an engine's", bundles.engineLike()))
                        .table("runc", "crun"));
                print(measure(lives.runOf("large config", bundles.large())).table("runc", "crun"));
            }
            case CONCURRENCY -> concurrency();
            case CROWD -> crowd();
        }
    }

    private void memory() {
        print(new DaemonMemory(contenders.warm(), contenders.daemon(), bundles.ending(), options.containers())
                .report());
        print(new WaitingMemory(contenders, bundles.sleeping()).report());
    }

    private void concurrency() {
        Concurrency concurrency =
                new Concurrency(contenders, bundles.ending(), Math.min(ROUNDS_OF_MANY, options.rounds()));
        print(concurrency.run());
        print(concurrency.createStartDelete());
    }

    private void crowd() {
        int rounds = Math.min(ROUNDS_IN_CROWD, options.rounds());
        print(new Crowd(workplace, bundles, options.crowd(), rounds).report());
    }

    private void show(Comparison comparison, String... references) {
        Medians medians = measure(comparison);
        shown.add(medians);
        print(medians.table(references));
    }

    private Medians measure(Comparison comparison) {
        return options.drawn()
                ? comparison.run(options.warmUp(), options.rounds())
                : comparison.inOrder().run(options.warmUp(), options.rounds());
    }

    /** The compiler of a daemon that has just started has not seen its code often enough to make it fast. */
    private void warmUp() {
        var lives = new Lives(workplace, bundles);
        for (int i = 0; i < options.daemonWarmUp(); i++) {
            lives.rehearse(contenders.warm());
        }
    }

    private static void print(String text) {
        System.out.print(text);
    }
}
