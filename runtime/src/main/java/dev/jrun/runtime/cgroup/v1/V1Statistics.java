package dev.jrun.runtime.cgroup.v1;

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

/** What the files of version 1 count. */
public final class V1Statistics {
    /** A tick of USER_HZ, which the kernel has at 100 for all that it tells to processes. */
    private static final BigInteger NANOSECONDS_PER_TICK = BigInteger.valueOf(10_000_000);

    private static final List<String> CPUSET_FLAGS = List.of(
            "cpu_exclusive",
            "mem_hardwall",
            "mem_exclusive",
            "memory_migrate",
            "memory_spread_page",
            "memory_spread_slab",
            "memory_pressure",
            "sched_load_balance",
            "sched_relax_domain_level");

    private static final Map<String, List<String>> FILES = Map.of(
            "cpuacct", List.of("cpuacct.usage", "cpuacct.usage_percpu", "cpuacct.usage_all", "cpuacct.stat"),
            "cpu", List.of("cpu.stat"),
            "pids", List.of("pids.current", "pids.max"),
            "memory", memoryFiles(),
            "cpuset", cpusetFiles(),
            "rdma", RdmaStatistics.FILES,
            "blkio", V1IoStatistics.FILES);

    private final List<CgroupPlace> places;

    public V1Statistics(List<CgroupPlace> places) {
        this.places = List.copyOf(places);
    }

    private static List<String> cpusetFiles() {
        List<String> files = new ArrayList<>(List.of("cpuset.cpus", "cpuset.mems"));
        CPUSET_FLAGS.forEach(flag -> files.add("cpuset." + flag));
        return files;
    }

    private static List<String> memoryFiles() {
        List<String> files = new ArrayList<>(List.of("memory.stat"));
        for (String kind : List.of("memory", "memory.memsw", "memory.kmem", "memory.kmem.tcp")) {
            for (String figure : List.of(".limit_in_bytes", ".usage_in_bytes", ".max_usage_in_bytes", ".failcnt")) {
                files.add(kind + figure);
            }
        }
        return files;
    }

    /** Reads them. */
    public Round<StatisticTree> read() {
        Map<String, String> paths = new LinkedHashMap<>();
        for (CgroupPlace place : places) {
            for (String controller : place.controllers()) {
                FILES.getOrDefault(controller, List.of()).forEach(file -> paths.put(file, place.file(file)));
            }
        }
        return StatisticFiles.read(paths)
                .then(files -> hugePages().then(pages -> {
                    StatisticTree tree = tree(files);
                    tree.child("hugetlb").addMissing(pages);
                    return new Finished<>(tree);
                }));
    }

    private Round<StatisticTree> hugePages() {
        for (CgroupPlace place : places) {
            if (place.has("hugetlb")) {
                return HugePages.read(place);
            }
        }
        return new Finished<>(new StatisticTree());
    }

    private static StatisticTree tree(StatisticFiles files) {
        var tree = new StatisticTree();
        cpu(files, tree.child("cpu"));
        cpuset(files, tree.child("cpuset"));
        memory(files, tree.child("memory"));
        tree.child("pids").put("current", files.number("pids.current")).putLimit("limit", files.number("pids.max"));
        V1IoStatistics.add(files, tree.child("blkio"));
        RdmaStatistics.add(files, tree);
        return tree;
    }

    private static void cpuset(StatisticFiles files, StatisticTree cpuset) {
        cpuset.put("cpus", files.ranges("cpuset.cpus")).put("mems", files.ranges("cpuset.mems"));
        CPUSET_FLAGS.forEach(flag -> cpuset.put(flag, files.number("cpuset." + flag)));
    }

    private static void cpu(StatisticFiles files, StatisticTree cpu) {
        StatisticTree usage = cpu.child("usage");
        usage.put("total", files.number("cpuacct.usage"));
        usage.put(
                "percpu",
                column(
                        files.texts()
                                .getOrDefault("cpuacct.usage_percpu", "")
                                .strip()
                                .lines()
                                .toList(),
                        -1));
        List<String> all = files.lines("cpuacct.usage_all");
        usage.put("percpu_kernel", column(all, 2));
        usage.put("percpu_user", column(all, 1));
        Map<String, BigInteger> times = files.table("cpuacct.stat");
        usage.put("kernel", times.getOrDefault("system", BigInteger.ZERO).multiply(NANOSECONDS_PER_TICK));
        usage.put("user", times.getOrDefault("user", BigInteger.ZERO).multiply(NANOSECONDS_PER_TICK));
        Map<String, BigInteger> stat = files.table("cpu.stat");
        cpu.child("throttling")
                .put("periods", stat.getOrDefault("nr_periods", BigInteger.ZERO))
                .put("throttledPeriods", stat.getOrDefault("nr_throttled", BigInteger.ZERO))
                .put("throttledTime", stat.getOrDefault("throttled_time", BigInteger.ZERO));
    }

    /** The numbers of a column, of which the first line has the name; of all columns and lines where it is -1. */
    private static List<BigInteger> column(List<String> lines, int column) {
        List<BigInteger> numbers = new ArrayList<>();
        if (column < 0) {
            lines.forEach(line -> List.of(line.split(" ")).forEach(word -> numbers.add(new BigInteger(word))));
            return numbers;
        }
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            numbers.add(new BigInteger(line.split(" ")[column]));
        }
        return numbers;
    }

    private static void memory(StatisticFiles files, StatisticTree memory) {
        Map<String, BigInteger> raw = files.table("memory.stat");
        memory.put("cache", raw.getOrDefault("cache", BigInteger.ZERO));
        entry(files, "memory", memory.child("usage"));
        entry(files, "memory.memsw", memory.child("swap"));
        entry(files, "memory.kmem", memory.child("kernel"));
        entry(files, "memory.kmem.tcp", memory.child("kernelTCP"));
        StatisticTree figures = memory.child("raw");
        raw.forEach(figures::put);
    }

    private static void entry(StatisticFiles files, String kind, StatisticTree entry) {
        entry.put("limit", files.number(kind + ".limit_in_bytes").orElse(BigInteger.ZERO))
                .put("usage", files.number(kind + ".usage_in_bytes"))
                .put("max", files.number(kind + ".max_usage_in_bytes"))
                .put("failcnt", files.number(kind + ".failcnt").orElse(BigInteger.ZERO));
    }
}
