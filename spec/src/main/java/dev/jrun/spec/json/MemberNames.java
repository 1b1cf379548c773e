package dev.jrun.spec.json;

/** The names of the spec that Java can't have or spells in another way. */
final class MemberNames {
    private MemberNames() {}

    /** The name in JSON of a component. */
    static String of(String component) {
        return switch (component) {
            case "execCpuAffinity" -> "execCPUAffinity";
            case "initialCpus" -> "initial";
            case "finalCpus" -> "final";
            case "ioClass" -> "class";
            case "containerId" -> "containerID";
            case "hostId" -> "hostID";
            case "classId" -> "classID";
            case "closId" -> "closID";
            case "blockIo" -> "blockIO";
            case "kernelTcp" -> "kernelTCP";
            case "disableOomKiller" -> "disableOOMKiller";
            case "throttleReadIopsDevice" -> "throttleReadIOPSDevice";
            case "throttleWriteIopsDevice" -> "throttleWriteIOPSDevice";
            default -> component;
        };
    }
}
