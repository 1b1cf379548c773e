package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.failure.InvalidInputException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of version 2 that a config names itself and that systemd has a property for. */
record UnifiedProperties(SystemdVersion version) {
    private static final int CPUSETS = 244;
    private static final int QUOTA_PERIOD = 242;

    List<UnitProperty> of(String file, String value) {
        String text = value.strip();
        return switch (file) {
            case "memory.min" -> limit("MemoryMin", file, text);
            case "memory.low" -> limit("MemoryLow", file, text);
            case "memory.high" -> limit("MemoryHigh", file, text);
            case "memory.max" -> limit("MemoryMax", file, text);
            case "memory.swap.max" -> limit("MemorySwapMax", file, text);
            case "pids.max" -> limit("TasksMax", file, text);
            case "cpu.weight" -> limit("CPUWeight", file, text);
            case "cpu.max" -> bandwidth(file, text);
            case "cpuset.cpus" -> mask("AllowedCPUs", file, text);
            case "cpuset.mems" -> mask("AllowedMemoryNodes", file, text);
            default -> List.of();
        };
    }

    private static List<UnitProperty> limit(String name, String file, String text) {
        PropertyValue value = text.equals("max") ? PropertyValue.infinity() : PropertyValue.count(number(text, file));
        return List.of(new UnitProperty(name, value));
    }

    private List<UnitProperty> bandwidth(String file, String text) {
        String[] fields = text.split(" +");
        Optional<BigInteger> period = fields.length > 1 ? Optional.of(number(fields[1], file)) : Optional.empty();
        long quota = fields[0].equals("max") ? -1 : number(fields[0], file).longValue();
        List<UnitProperty> properties = new ArrayList<>();
        if (period.isPresent() && version.isAtLeast(QUOTA_PERIOD)) {
            properties.add(new UnitProperty("CPUQuotaPeriodUSec", PropertyValue.count(period.get())));
        }
        properties.add(new UnitProperty("CPUQuotaPerSecUSec", ResourceProperties.quota(quota, period)));
        return properties;
    }

    private List<UnitProperty> mask(String name, String file, String text) {
        if (text.isEmpty() || !version.isAtLeast(CPUSETS)) {
            return List.of();
        }
        return List.of(new UnitProperty(name, PropertyValue.bytes(CpuMask.parse(text, pointer(file)))));
    }

    private static BigInteger number(String text, String file) {
        try {
            var number = new BigInteger(text);
            if (number.signum() >= 0 && number.bitLength() < Long.SIZE) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new InvalidInputException(pointer(file) + ": expected a number, found " + text);
        }
        throw new InvalidInputException(pointer(file) + ": " + text + " is out of range");
    }

    private static String pointer(String file) {
        return Limits.POINTER + "/unified/" + file;
    }
}
