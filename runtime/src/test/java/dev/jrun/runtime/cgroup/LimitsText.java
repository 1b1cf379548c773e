package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.spec.json.SpecReader;
import dev.jrun.spec.resources.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Limits from JSON with single quotes, and changes as text. */
public final class LimitsText {
    private LimitsText() {}

    public static Resources resources(String json) {
        return SpecReader.read(Resources.class, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** Limits of a cgroup whose devices stay as they are. */
    public static Limits limits(String json) {
        return Limits.ofUpdate(resources(json));
    }

    /** Sets limits as jrun does; a device program is loaded by the same executor that attaches it. */
    public static void apply(CgroupManager manager, Limits limits, SyscallExecutor executor) {
        LimitChange change = manager.change(limits).run(executor);
        Optional<DeviceFilter.Loaded> loaded = change.filter()
                .flatMap(filter -> filter.load().run(executor))
                .map(program -> new DeviceFilter.Loaded(program, new Fd.Number(program.value() + 1)));
        manager.announce(limits).run(executor);
        change.make(loaded).run(executor);
    }

    /** {@code file=value}, with a question mark in front where a failure is passed over. */
    public static List<String> lines(LimitChange change) {
        return change.writes().stream()
                .map(write -> switch (write.need()) {
                            case REQUIRED -> "";
                            case RETRIED, IF_THERE, IF_ALLOWED -> "?";
                        }
                        + write.choices().stream()
                                .map(choice -> choice.file() + "=" + choice.value())
                                .collect(Collectors.joining(" or ")))
                .toList();
    }
}
