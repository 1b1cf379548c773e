package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.StatisticTree;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What resctrl says of a container's class: what there is to share, how it is shared, what was used.
 *
 * @param mount where resctrl is mounted
 * @param group the folder of the class
 * @param monitored the folder whose use is counted, if that was asked for
 */
record ResctrlStatistics(Path mount, Path group, Optional<Path> monitored) {
    StatisticTree read() {
        var tree = new StatisticTree();
        if (Files.isDirectory(mount.resolve("info/L3"))) {
            StatisticTree cache = tree.child("l3_cache_info");
            text(mount.resolve("info/L3/cbm_mask")).ifPresent(mask -> cache.put("cbm_mask", mask));
            addNumbers(mount.resolve("info/L3"), List.of("min_cbm_bits", "num_closids"), cache);
            addSchema("L3", "l3_cache_schema", tree);
        }
        if (Files.isDirectory(mount.resolve("info/MB"))) {
            List<String> names = List.of("bandwidth_gran", "delay_linear", "min_bandwidth", "num_closids");
            addNumbers(mount.resolve("info/MB"), names, tree.child("mem_bw_info"));
            addSchema("MB", "mem_bw_schema", tree);
        }
        monitored.ifPresent(folder -> addUse(folder.resolve("mon_data"), tree));
        return tree;
    }

    private void addSchema(String resource, String name, StatisticTree tree) {
        schema(mount, resource).ifPresent(schema -> tree.put(name + "_root", schema));
        schema(group, resource).ifPresent(schema -> tree.put(name, schema));
    }

    /** With code and data apart, a cache has two lines. */
    private static Optional<String> schema(Path folder, String resource) {
        List<String> lines = new ArrayList<>();
        for (String line : text(folder.resolve("schemata")).orElse("").split("\n")) {
            if (line.strip().startsWith(resource)) {
                lines.add(line.strip());
            }
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
    }

    /** A folder for each cache, named {@code mon_L3_00} and so on. */
    private static void addUse(Path data, StatisticTree tree) {
        List<StatisticTree> bandwidths = new ArrayList<>();
        List<StatisticTree> caches = new ArrayList<>();
        for (Path domain : domains(data)) {
            var bandwidth = new StatisticTree();
            addNumbers(domain, List.of("mbm_total_bytes", "mbm_local_bytes"), bandwidth);
            var cache = new StatisticTree();
            addNumbers(domain, List.of("llc_occupancy"), cache);
            addKnown(bandwidth, bandwidths);
            addKnown(cache, caches);
        }
        tree.put("mbm_stats", bandwidths).put("cmt_stats", caches);
    }

    private static void addKnown(StatisticTree figures, List<StatisticTree> all) {
        if (!figures.names().isEmpty()) {
            all.add(figures);
        }
    }

    private static List<Path> domains(Path data) {
        List<Path> domains = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(data, "mon_L3_*")) {
            folders.forEach(domains::add);
        } catch (IOException e) {
            // A machine that counts nothing has no such folder.
            return List.of();
        }
        domains.sort(null);
        return domains;
    }

    /** What the CPU can't tell at the moment is {@code Unavailable} or {@code Error}, and left out. */
    private static void addNumbers(Path folder, List<String> names, StatisticTree tree) {
        for (String name : names) {
            text(folder.resolve(name))
                    .filter(text -> !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9'))
                    .ifPresent(text -> tree.put(name, new BigInteger(text)));
        }
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
