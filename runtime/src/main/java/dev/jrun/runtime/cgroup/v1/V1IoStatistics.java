package dev.jrun.runtime.cgroup.v1;

import dev.jrun.runtime.cgroup.StatisticFiles;
import dev.jrun.runtime.cgroup.StatisticTree;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What the blkio controller counts. Each I/O scheduler has files of its own, and those of one that no device uses are
 * empty; the throttling layer counts for all.
 */
final class V1IoStatistics {
    private static final List<Figure> FIGURES = List.of(
            new Figure("ioServiceBytesRecursive", "io_service_bytes"),
            new Figure("ioServicedRecursive", "io_serviced"),
            new Figure("ioQueueRecursive", "io_queued"),
            new Figure("ioServiceTimeRecursive", "io_service_time"),
            new Figure("ioWaitTimeRecursive", "io_wait_time"),
            new Figure("ioMergedRecursive", "io_merged"),
            new Figure("ioTimeRecursive", "time"),
            new Figure("sectorsRecursive", "sectors"));

    /** All files that may have some of it. */
    static final List<String> FILES = files();

    private V1IoStatistics() {}

    private record Figure(String name, String file) {
        /** From the one that knows most: BFQ, CFQ (before Linux 5.0), the throttling layer. */
        List<String> files() {
            return List.of(
                    "blkio.bfq." + file + "_recursive",
                    "blkio." + file + "_recursive",
                    "blkio.throttle." + file + "_recursive",
                    "blkio.throttle." + file);
        }
    }

    private static List<String> files() {
        List<String> files = new ArrayList<>();
        FIGURES.forEach(figure -> files.addAll(figure.files()));
        return List.copyOf(files);
    }

    static void add(StatisticFiles files, StatisticTree io) {
        for (Figure figure : FIGURES) {
            for (String file : figure.files()) {
                List<StatisticTree> operations = operations(files.lines(file));
                if (!operations.isEmpty()) {
                    io.put(figure.name(), operations);
                    break;
                }
            }
        }
    }

    /** Lines like {@code 8:0 Read 4096} or {@code 8:0 4096}; the sum over all devices is left out. */
    private static List<StatisticTree> operations(List<String> lines) {
        List<StatisticTree> entries = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.split("[ :]");
            if (fields.length >= 3) {
                String operation = fields.length == 3 ? "" : fields[2];
                entries.add(StatisticTree.operation(
                        fields[0], fields[1], operation, new BigInteger(fields[fields.length - 1])));
            }
        }
        return entries;
    }
}
