package dev.jrun.spec.check;

import dev.jrun.spec.resources.BlockIo;
import dev.jrun.spec.resources.DeviceRule;
import dev.jrun.spec.resources.HugepageLimit;
import dev.jrun.spec.resources.Memory;
import dev.jrun.spec.resources.Resources;
import dev.jrun.spec.resources.WeightDevice;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks of the resources of a cgroup. */
final class ResourceChecks {
    private static final String POINTER = "/linux/resources";
    private static final BigInteger SWAPPINESS_MAX = BigInteger.valueOf(100);
    private static final int WEIGHT_MIN = 10;
    private static final int WEIGHT_MAX = 1000;

    private final Resources resources;
    private final Problems problems;

    ResourceChecks(Resources resources, Problems problems) {
        this.resources = resources;
        this.problems = problems;
    }

    void check() {
        deviceRules();
        resources.memory().ifPresent(this::memory);
        resources.blockIo().ifPresent(this::blockIo);
        hugepageLimits();
        for (String file : resources.unified().keySet()) {
            if (file.contains("/") || !file.contains(".")) {
                problems.error(
                        POINTER + "/unified" + Problems.step(file), "expected a file of a cgroup such as memory.high");
            }
        }
    }

    private void deviceRules() {
        for (int i = 0; i < resources.devices().size(); i++) {
            DeviceRule rule = resources.devices().get(i);
            String pointer = POINTER + "/devices/" + i;
            rule.type()
                    .filter(type -> !Set.of("", "a", "b", "c").contains(type))
                    .ifPresent(type -> problems.error(pointer + "/type", "expected a, b or c, found \"" + type + "\""));
            rule.access()
                    .filter(access -> !access.chars().allMatch(letter -> "rwm".indexOf(letter) >= 0))
                    .ifPresent(access ->
                            problems.error(pointer + "/access", "expected letters of rwm, found \"" + access + "\""));
            number(pointer + "/major", rule.major());
            number(pointer + "/minor", rule.minor());
        }
    }

    private void number(String pointer, Optional<Long> number) {
        number.filter(value -> value < -1)
                .ifPresent(value -> problems.error(pointer, "expected a device number, or -1 for any, found " + value));
    }

    private void memory(Memory memory) {
        memory.swappiness()
                .filter(value -> value.compareTo(SWAPPINESS_MAX) > 0)
                .ifPresent(value -> problems.error(
                        POINTER + "/memory/swappiness", "expected a number from 0 to 100, found " + value));
        long limit = memory.limit().orElse(0L);
        long swap = memory.swap().orElse(0L);
        if (limit > 0 && swap > 0 && swap < limit) {
            problems.error(
                    POINTER + "/memory/swap",
                    "is the limit of memory and swap together, " + swap + " is below the limit of memory " + limit);
        }
    }

    private void blockIo(BlockIo blockIo) {
        weight(POINTER + "/blockIO/weight", blockIo.weight());
        weight(POINTER + "/blockIO/leafWeight", blockIo.leafWeight());
        List<WeightDevice> devices = blockIo.weightDevice();
        for (int i = 0; i < devices.size(); i++) {
            String pointer = POINTER + "/blockIO/weightDevice/" + i;
            weight(pointer + "/weight", devices.get(i).weight());
            weight(pointer + "/leafWeight", devices.get(i).leafWeight());
            if (devices.get(i).weight().isEmpty() && devices.get(i).leafWeight().isEmpty()) {
                problems.error(pointer, "has neither weight nor leafWeight");
            }
        }
    }

    /** 0 is what Go programs write for none. */
    private void weight(String pointer, Optional<Integer> weight) {
        weight.filter(value -> value != 0 && (value < WEIGHT_MIN || value > WEIGHT_MAX))
                .ifPresent(value -> problems.error(pointer, "expected a number from 10 to 1000, found " + value));
    }

    private void hugepageLimits() {
        for (int i = 0; i < resources.hugepageLimits().size(); i++) {
            HugepageLimit limit = resources.hugepageLimits().get(i);
            if (!limit.pageSize().matches("[1-9][0-9]*[KMG]B")) {
                problems.error(
                        POINTER + "/hugepageLimits/" + i + "/pageSize",
                        "expected a size such as 64KB, 2MB or 1GB, found \"" + limit.pageSize() + "\"");
            }
        }
    }
}
