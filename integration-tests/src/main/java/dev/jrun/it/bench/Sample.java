package dev.jrun.it.bench;

import java.util.Collection;
import java.util.function.ToLongFunction;

/**
 * One measurement.
 *
 * @param wall microseconds from the first command to the end of the last
 * @param cpu microseconds in user and kernel of all processes
 * @param peak the resident memory of the largest process, in KiB
 */
record Sample(long wall, long cpu, long peak) {
    static Sample parse(String line) {
        String[] fields = line.strip().split(" ");
        return new Sample(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
    }

    Sample withMoreCpu(long more) {
        return new Sample(wall, cpu + more, peak);
    }

    /** The median of each figure by itself. */
    static Sample median(Collection<Sample> samples) {
        return new Sample(median(samples, Sample::wall), median(samples, Sample::cpu), median(samples, Sample::peak));
    }

    private static long median(Collection<Sample> samples, ToLongFunction<Sample> figure) {
        long[] sorted = samples.stream().mapToLong(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
