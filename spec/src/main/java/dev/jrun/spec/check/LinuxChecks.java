package dev.jrun.spec.check;

import dev.jrun.spec.Device;
import dev.jrun.spec.DeviceType;
import dev.jrun.spec.IntelRdt;
import dev.jrun.spec.Linux;
import dev.jrun.spec.NetDevice;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks of the Linux section that belong to no bigger topic. */
final class LinuxChecks {
    private static final int INTERFACE_NAME_MAX = 15;

    private final Linux linux;
    private final Problems problems;

    LinuxChecks(Linux linux, Problems problems) {
        this.linux = linux;
        this.problems = problems;
    }

    void check() {
        paths("/linux/maskedPaths", linux.maskedPaths());
        paths("/linux/readonlyPaths", linux.readonlyPaths());
        linux.cgroupsPath().ifPresent(this::cgroupsPath);
        devices();
        netDevices();
        linux.intelRdt().ifPresent(this::intelRdt);
        if (linux.personality().isPresent()
                && linux.personality().get().domain().isEmpty()) {
            problems.error("/linux/personality/domain", "missing, expected LINUX or LINUX32");
        }
        if (linux.memoryPolicy().isPresent()
                && linux.memoryPolicy().get().mode().isEmpty()) {
            problems.error("/linux/memoryPolicy/mode", "missing, expected a mode such as MPOL_BIND");
        }
    }

    private void paths(String pointer, List<String> paths) {
        for (int i = 0; i < paths.size(); i++) {
            problems.absolutePath(pointer + "/" + i, paths.get(i));
        }
    }

    private void cgroupsPath(String path) {
        problems.noNul("/linux/cgroupsPath", path);
        if (List.of(path.split("/")).contains("..")) {
            problems.error("/linux/cgroupsPath", "\"" + path + "\" must not have \"..\" in it");
        }
    }

    private void devices() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < linux.devices().size(); i++) {
            Device device = linux.devices().get(i);
            String pointer = "/linux/devices/" + i;
            problems.absolutePath(pointer + "/path", device.path());
            if (!seen.add(device.path())) {
                problems.error(pointer + "/path", "the device " + device.path() + " is given twice");
            }
            if (device.type() != DeviceType.FIFO) {
                number(pointer + "/major", device.major());
                number(pointer + "/minor", device.minor());
            }
        }
    }

    private void number(String pointer, Optional<Long> number) {
        if (number.isEmpty()) {
            problems.error(pointer, "missing, only a FIFO (type p) does without");
        } else if (number.get() < 0) {
            problems.error(pointer, "expected 0 or more, found " + number.get());
        }
    }

    private void netDevices() {
        for (Map.Entry<String, NetDevice> device : linux.netDevices().entrySet()) {
            String pointer = "/linux/netDevices" + Problems.step(device.getKey());
            interfaceName(pointer, device.getKey());
            device.getValue().name().ifPresent(name -> interfaceName(pointer + "/name", name));
        }
    }

    private void interfaceName(String pointer, String name) {
        boolean dots = name.equals(".") || name.equals("..");
        if (name.isEmpty() || name.length() > INTERFACE_NAME_MAX || dots || name.matches(".*[/:\\s].*")) {
            problems.error(pointer, "\"" + name + "\" is no name of a network interface");
        }
    }

    private void intelRdt(IntelRdt rdt) {
        rdt.closId()
                .filter(id -> id.isEmpty() || id.equals(".") || id.equals("..") || id.contains("/") && id.length() > 1)
                .ifPresent(id -> problems.error("/linux/intelRdt/closID", "\"" + id + "\" is no name of a folder"));
        rdt.memBwSchema()
                .filter(schema -> !schema.matches("MB:[^\\n]*"))
                .ifPresent(schema ->
                        problems.error("/linux/intelRdt/memBwSchema", "expected one line that begins with MB:"));
    }
}
