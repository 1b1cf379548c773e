package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.syscall.Plan;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files of cgroups that count, read in one go. A file that is missing, or goes away meanwhile, has nothing.
 *
 * @param texts by the names of the files
 */
public record StatisticFiles(Map<String, String> texts) {
    private static final int SIZE = 8 * 1024;
    private static final BigInteger NO_LIMIT = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    public StatisticFiles {
        texts = Map.copyOf(texts);
    }

    /** Reads files, given by their names and paths. */
    public static Round<StatisticFiles> read(Map<String, String> paths) {
        Plan plan = new Plan();
        Map<String, FileReading> readings = new LinkedHashMap<>();
        paths.forEach((name, path) -> readings.put(name, new FileReading(plan, path, SIZE, 2)));
        return Round.next(plan, outcome -> {
            Map<String, String> texts = new LinkedHashMap<>();
            readings.forEach((name, reading) -> reading.text(outcome).ifPresent(text -> texts.put(name, text)));
            return new Finished<>(new StatisticFiles(texts));
        });
    }

    /** The lines of a file. */
    public List<String> lines(String name) {
        return texts.getOrDefault(name, "").lines().toList();
    }

    /** The number that is all of a file; {@code max} is the greatest of 64 bits. */
    public Optional<BigInteger> number(String name) {
        return number64(texts.getOrDefault(name, "").strip());
    }

    /** The names and numbers of a file that has one of each on every line. */
    public Map<String, BigInteger> table(String name) {
        Map<String, BigInteger> table = new LinkedHashMap<>();
        for (String line : lines(name)) {
            String[] fields = line.split(" ", 2);
            if (fields.length == 2) {
                number64(fields[1].strip()).ifPresent(value -> table.put(fields[0], value));
            }
        }
        return table;
    }

    private static Optional<BigInteger> number64(String word) {
        if (word.equals("max")) {
            return Optional.of(NO_LIMIT);
        }
        boolean number = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-');
        return number ? Optional.of(new BigInteger(word)) : Optional.empty();
    }
}
