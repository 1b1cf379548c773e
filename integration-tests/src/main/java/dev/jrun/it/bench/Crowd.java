package dev.jrun.it.bench;

import dev.jrun.it.Jrun;
import dev.jrun.it.Subreaper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What one more container costs among many that run.
 *
 * <p>The runtimes come one after the other, each with the machine to itself: a kernel that holds the containers of three
 * would make each pay for those of the others. What the kernel alone takes for a container is measured in the same
 * rounds, as some of the growth is its own. Before anybody's turn there is a crowd that nobody measures, so that the first
 * comes behind one, too.
 */
final class Crowd {
    private static final List<Integer> SIZES = List.of(1, 10, 100, 1000);
    /** The crowd itself is not measured, so it may be made as fast as can be. */
    private static final int WORKERS = 4;
    /**
     * What the kernel has left to do behind a container that is gone is not a part of what the next one costs; nobody is
     * told when that is done.
     */
    private static final Duration SETTLING = Duration.ofMillis(50);

    private final Workplace workplace;
    private final Path sleeping;
    private final Path ending;
    private final int largest;
    private final int rounds;
    private final Map<String, List<Medians>> found = new LinkedHashMap<>();
    private final SequencedMap<String, Sample> listing = new LinkedHashMap<>();

    Crowd(Workplace workplace, Bundles bundles, int largest, int rounds) {
        this.workplace = workplace;
        this.sleeping = bundles.sleeping();
        this.ending = bundles.ending().resolve("rootfs");
        this.largest = largest;
        this.rounds = rounds;
    }

    String report() {
        rehearse(workplace.contenders().warm());
        for (Contender contender : workplace.contenders().runtimes()) {
            try {
                found.put(contender.name(), growing(contender));
                listing.put(contender.name(), list(contender));
            } finally {
                workplace.removeAll(contender);
            }
        }
        return table() + listTable();
    }

    private void rehearse(Contender contender) {
        try {
            add(contender, largest);
        } finally {
            workplace.removeAll(contender);
        }
    }

    private List<Medians> growing(Contender contender) {
        List<Medians> medians = new ArrayList<>();
        int alive = 0;
        for (int size : sizes()) {
            // The container that is measured is the last of them.
            add(contender, size - 1 - alive);
            alive = size - 1;
            medians.add(oneMore(contender));
        }
        add(contender, 1);
        return medians;
    }

    private Medians oneMore(Contender contender) {
        Quiet.await();
        return new Comparison("")
                .add(contender.name(), () -> {
                    String id = Jrun.newId();
                    Path bundle = contender.bundlesLike(sleeping).one(id);
                    settle();
                    Sample sample = contender.measure(contender.createAndStart(bundle, id));
                    contender.remove(id);
                    Subreaper.reapOrphans();
                    return sample;
                })
                .add(Lives.KERNEL, () -> {
                    settle();
                    return workplace.meter().floor(ending);
                })
                .run(1, rounds);
    }

    private static void settle() {
        LockSupport.parkNanos(SETTLING.toNanos());
    }

    private void add(Contender contender, int containers) {
        String id = Jrun.newId() + "-" + Load.NUMBER;
        Path bundles = contender.bundlesLike(sleeping).numbered(id, containers);
        contender.measure(new Load(contender.createAndStart(bundles, id), WORKERS, containers));
    }

    private Sample list(Contender contender) {
        return new Comparison("")
                .add(contender.name(), () -> contender.measure(contender.command("list")))
                .run(1, rounds)
                .samples()
                .firstEntry()
                .getValue();
    }

    private List<Integer> sizes() {
        return Stream.concat(SIZES.stream().filter(size -> size < largest), Stream.of(largest))
                .toList();
    }

    private String table() {
        List<String> columns = new ArrayList<>(List.of("the Nth container"));
        for (String name : found.keySet()) {
            columns.addAll(List.of(name + " ms", "x first", "kernel ms"));
        }
        MarkdownTable table = new MarkdownTable(columns);
        List<Integer> sizes = sizes();
        for (int i = 0; i < sizes.size(); i++) {
            List<String> cells = new ArrayList<>(List.of(String.valueOf(sizes.get(i))));
            for (Map.Entry<String, List<Medians>> of : found.entrySet()) {
                double wall = wall(of.getValue().get(i), of.getKey());
                cells.add("%.1f".formatted(wall));
                cells.add("%.2f".formatted(wall / wall(of.getValue().getFirst(), of.getKey())));
                cells.add("%.1f".formatted(wall(of.getValue().get(i), Lives.KERNEL)));
            }
            table.row(cells);
        }
        return table.titled("create + start of one more; kernel: a whole life meanwhile");
    }

    private String listTable() {
        return new Medians("list of %d containers".formatted(largest), listing).table("runc", "crun");
    }

    private static double wall(Medians medians, String name) {
        return medians.of(name).orElseThrow().wall() / 1e3;
    }
}
