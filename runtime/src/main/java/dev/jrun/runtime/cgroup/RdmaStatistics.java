package dev.jrun.runtime.cgroup;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What a cgroup has of the resources of RDMA devices. Both versions have the same files. */
public final class RdmaStatistics {
    public static final List<String> FILES = List.of("rdma.current", "rdma.max");

    private static final BigInteger NO_LIMIT = BigInteger.TWO.pow(32).subtract(BigInteger.ONE);

    private RdmaStatistics() {}

    /** Adds them to {@code tree} where the cgroup has any. */
    public static void add(StatisticFiles files, StatisticTree tree) {
        if (files.has("rdma.current")) {
            tree.child("rdma")
                    .put("rdma_current", devices(files.lines("rdma.current")))
                    .put("rdma_limit", devices(files.lines("rdma.max")));
        }
    }

    /** Lines like {@code mlx4_0 hca_handle=2 hca_object=max}. */
    private static List<StatisticTree> devices(List<String> lines) {
        List<StatisticTree> devices = new ArrayList<>();
        for (String line : lines) {
            var device = new StatisticTree();
            for (String word : line.split(" ")) {
                String[] figure = word.split("=");
                if (figure.length == 1) {
                    device.put("device", word);
                } else {
                    device.put(figure[0] + "s", figure[1].equals("max") ? NO_LIMIT : new BigInteger(figure[1]));
                }
            }
            devices.add(device);
        }
        return devices;
    }
}
