package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.syscall.Plan;
import java.math.BigInteger;
import java.util.ArrayList;
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
        return read(paths, 2);
    }

    private static Round<StatisticFiles> read(Map<String, String> paths, int chunks) {
        Plan plan = new Plan();
        Map<String, FileReading> readings = new LinkedHashMap<>();
        paths.forEach((name, path) -> readings.put(name, new FileReading(plan, path, SIZE, chunks)));
        return Round.next(plan, outcome -> {
            Map<String, String> texts = new LinkedHashMap<>();
            for (Map.Entry<String, FileReading> reading : readings.entrySet()) {
                if (reading.getValue().isCut(outcome)) {
                    return read(paths, 2 * chunks);
                }
                reading.getValue().text(outcome).ifPresent(text -> texts.put(reading.getKey(), text));
            }
            return new Finished<>(new StatisticFiles(texts));
        });
    }

    public boolean has(String name) {
        return texts.containsKey(name);
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

    /** The numbers of a file that has ranges of them, like {@code 0-3,7}. */
    public List<BigInteger> ranges(String name) {
        List<BigInteger> numbers = new ArrayList<>();
        for (String range : texts.getOrDefault(name, "").strip().split(",")) {
            if (!range.isEmpty()) {
                String[] ends = range.split("-");
                for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                    numbers.add(BigInteger.valueOf(i));
                }
            }
        }
        return numbers;
    }

    private static Optional<BigInteger> number64(String word) {
        if (word.equals("max")) {
            return Optional.of(NO_LIMIT);
        }
        boolean number = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-');
        return number ? Optional.of(new BigInteger(word)) : Optional.empty();
    }
}
