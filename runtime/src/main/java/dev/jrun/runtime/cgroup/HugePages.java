package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.Round.Finished;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cgroup has of huge pages, by their sizes. Which there are is for the kernel to say, so the names of the files
 * are looked at first. Where the kernel counts reservations, those are told: they are what can run out.
 */
public final class HugePages {
    private static final String CONTROLLER = "hugetlb.";

    private HugePages() {}

    /** Reads the files of version 1 or version 2. */
    public static Round<StatisticTree> read(CgroupPlace place) {
        return CgroupTree.files(place.directory()).then(names -> {
            Map<String, String> paths = new LinkedHashMap<>();
            for (String name : names) {
                if (name.startsWith(CONTROLLER)) {
                    paths.put(name, place.file(name));
                }
            }
            return paths.isEmpty()
                    ? new Finished<>(new StatisticTree())
                    : StatisticFiles.read(paths).then(files -> new Finished<>(tree(files)));
        });
    }

    private static StatisticTree tree(StatisticFiles files) {
        var tree = new StatisticTree();
        for (String name : files.texts().keySet().stream().sorted().toList()) {
            String size = name.split("\\.")[1];
            if (!tree.names().contains(size)) {
                entry(files, CONTROLLER + size, tree.child(size));
            }
        }
        return tree;
    }

    private static void entry(StatisticFiles files, String prefix, StatisticTree entry) {
        entry.put(
                        "usage",
                        first(
                                files,
                                prefix,
                                List.of(".rsvd.current", ".current", ".rsvd.usage_in_bytes", ".usage_in_bytes")))
                .put("max", first(files, prefix, List.of(".rsvd.max_usage_in_bytes", ".max_usage_in_bytes")))
                .put(
                        "failcnt",
                        first(files, prefix, List.of(".rsvd.failcnt", ".failcnt"))
                                .orElse(files.table(prefix + ".events").getOrDefault("max", BigInteger.ZERO)));
    }

    private static Optional<BigInteger> first(StatisticFiles files, String prefix, List<String> suffixes) {
        for (String suffix : suffixes) {
            Optional<BigInteger> number = files.number(prefix + suffix);
            if (number.isPresent()) {
                return number;
            }
        }
        return Optional.empty();
    }
}
