package dev.jrun.runtime.cgroup.v2;

import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.HugePages;
import dev.jrun.runtime.cgroup.RdmaStatistics;
import dev.jrun.runtime.cgroup.Round;
import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.cgroup.StatisticFiles;
import dev.jrun.runtime.cgroup.StatisticTree;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the files of version 2 count, under the names and in the units of version 1. */
public final class V2Statistics {
    private static final BigInteger NANOSECONDS = BigInteger.valueOf(1000);
    private static final List<String> FILES = List.of(
            "cpu.stat",
            "memory.stat",
            "memory.current",
            "memory.max",
            "memory.peak",
            "memory.events",
            "memory.swap.current",
            "memory.swap.max",
            "pids.current",
            "pids.max",
            "io.stat",
            "cpuset.cpus.effective",
            "cpuset.mems.effective",
            "cpu.pressure",
            "memory.pressure",
            "io.pressure",
            "rdma.current",
            "rdma.max");
    private static final List<String> MEMORY_EVENTS =
            List.of("low", "high", "max", "oom", "oom_kill", "oom_group_kill");

    private final CgroupPlace place;

    public V2Statistics(CgroupPlace place) {
        this.place = place;
    }

    /** Reads them. */
    public Round<StatisticTree> read() {
        Map<String, String> paths = new LinkedHashMap<>();
        FILES.forEach(file -> paths.put(file, place.file(file)));
        return StatisticFiles.read(paths)
                .then(files -> HugePages.read(place).then(pages -> {
                    StatisticTree tree = tree(files);
                    tree.child("hugetlb").addMissing(pages);
                    return new Finished<>(tree);
                }));
    }

    private static StatisticTree tree(StatisticFiles files) {
        var tree = new StatisticTree();
        Map<String, BigInteger> cpu = files.table("cpu.stat");
        if (!cpu.isEmpty()) {
            cpu(cpu, tree.child("cpu"));
        }
        if (files.has("memory.current")) {
            memory(files, tree.child("memory"));
        }
        if (files.has("pids.current")) {
            tree.child("pids").put("current", files.number("pids.current")).putLimit("limit", files.number("pids.max"));
        }
        tree.child("cpuset")
                .put("cpus", files.ranges("cpuset.cpus.effective"))
                .put("mems", files.ranges("cpuset.mems.effective"));
        RdmaStatistics.add(files, tree);
        List<String> io = files.lines("io.stat");
        tree.child("blkio")
                .put("ioServiceBytesRecursive", operations(io, Map.of("rbytes", "Read", "wbytes", "Write")))
                .put("ioServicedRecursive", operations(io, Map.of("rios", "Read", "wios", "Write")));
        Pressure.add(files, "cpu.pressure", tree.child("cpu"));
        Pressure.add(files, "memory.pressure", tree.child("memory"));
        Pressure.add(files, "io.pressure", tree.child("blkio"));
        return tree;
    }

    private static void cpu(Map<String, BigInteger> stat, StatisticTree cpu) {
        cpu.child("usage")
                .put("total", nanoseconds(stat, "usage_usec"))
                .put("kernel", nanoseconds(stat, "system_usec"))
                .put("user", nanoseconds(stat, "user_usec"));
        cpu.child("throttling")
                .put("periods", stat.getOrDefault("nr_periods", BigInteger.ZERO))
                .put("throttledPeriods", stat.getOrDefault("nr_throttled", BigInteger.ZERO))
                .put("throttledTime", nanoseconds(stat, "throttled_usec"));
    }

    private static BigInteger nanoseconds(Map<String, BigInteger> stat, String name) {
        return stat.getOrDefault(name, BigInteger.ZERO).multiply(NANOSECONDS);
    }

    /** Swap is told together with memory, as version 1 has it. */
    private static void memory(StatisticFiles files, StatisticTree memory) {
        Map<String, BigInteger> raw = files.table("memory.stat");
        BigInteger usage = files.number("memory.current").orElse(BigInteger.ZERO);
        BigInteger limit = files.number("memory.max").orElse(BigInteger.ZERO);
        memory.put("cache", raw.getOrDefault("file", BigInteger.ZERO));
        memory.child("usage")
                .put("limit", limit)
                .put("usage", usage)
                .put("max", files.number("memory.peak"))
                .put("failcnt", files.table("memory.events").getOrDefault("max", BigInteger.ZERO));
        Optional<BigInteger> swap = files.number("memory.swap.current");
        BigInteger swapLimit = files.number("memory.swap.max").orElse(BigInteger.ZERO);
        memory.child("swap")
                .put(
                        "limit",
                        limit.bitLength() == 64 || swapLimit.bitLength() == 64
                                ? limit.max(swapLimit)
                                : limit.add(swapLimit))
                .put("usage", swap.map(usage::add))
                .put("failcnt", BigInteger.ZERO);
        StatisticTree figures = memory.child("raw");
        raw.forEach(figures::put);
        StatisticTree counts = memory.child("event_count");
        Map<String, BigInteger> events = files.table("memory.events");
        MEMORY_EVENTS.forEach(name -> counts.put(name, Optional.ofNullable(events.get(name))));
    }

    /** Lines like {@code 8:0 rbytes=4096 wbytes=0}. */
    private static List<StatisticTree> operations(List<String> lines, Map<String, String> names) {
        List<StatisticTree> entries = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            String[] device = words[0].split(":");
            for (String word : words) {
                String[] figure = word.split("=");
                if (figure.length == 2 && device.length == 2 && names.containsKey(figure[0])) {
                    entries.add(StatisticTree.operation(
                            device[0], device[1], names.getOrDefault(figure[0], ""), new BigInteger(figure[1])));
                }
            }
        }
        return entries;
    }
}
