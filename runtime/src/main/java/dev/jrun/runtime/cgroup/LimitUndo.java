package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The way back of a change of limits: what its files had before. None of a file that was not there, that can't be read
 * or that has several lines and no device in them; and nothing of the programs that decide about devices.
 */
public final class LimitUndo {
    private static final int SIZE = 4096;
    private static final Set<Errno> UNOPENED = Set.of(Errno.ENOENT, Errno.ENODEV, Errno.EACCES, Errno.EPERM);
    private static final Set<Errno> REFUSED = Set.of(Errno.EINVAL, Errno.EBUSY, Errno.ENODEV, Errno.EPERM);

    private final List<FormerLimit> before;

    private LimitUndo(List<FormerLimit> before) {
        this.before = List.copyOf(before);
    }

    List<FormerLimit> before() {
        return before;
    }

    /** Reads what the files of {@code change} have now. */
    public static Round<LimitUndo> of(LimitChange change) {
        return read(paths(change)).then(texts -> new Finished<>(new LimitUndo(former(change, texts))));
    }

    private static List<FormerLimit> former(LimitChange change, Map<String, String> texts) {
        List<FormerLimit> all = new ArrayList<>();
        for (LimitWrite write : change.writes()) {
            for (LimitWrite.Choice choice : write.choices()) {
                String path = write.directory() + "/" + choice.file();
                if (texts.containsKey(path)) {
                    FormerLimit.of(path, choice.value(), texts.getOrDefault(path, ""))
                            .filter(former -> !all.contains(former))
                            .ifPresent(all::add);
                }
            }
        }
        return all;
    }

    private static List<String> paths(LimitChange change) {
        List<String> paths = new ArrayList<>();
        for (LimitWrite write : change.writes()) {
            for (LimitWrite.Choice choice : write.choices()) {
                String path = write.directory() + "/" + choice.file();
                if (!paths.contains(path)) {
                    paths.add(path);
                }
            }
        }
        return paths;
    }

    private static Round<Map<String, String>> read(List<String> paths) {
        Plan plan = new Plan();
        List<FileReading> readings = new ArrayList<>();
        paths.forEach(path -> readings.add(new FileReading(plan, path, SIZE, 1)));
        return Round.next(plan, outcome -> new Finished<>(texts(paths, readings, outcome)));
    }

    private static Map<String, String> texts(List<String> paths, List<FileReading> readings, Outcome outcome) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            readings.get(i).text(outcome).ifPresent(text -> texts.put(path, text.strip()));
        }
        return texts;
    }

    /** Writes back what was there; gives the files that still have something else. */
    public Round<List<String>> run() {
        Plan plan = new Plan();
        // Which order the kernel takes depends on which values are the larger ones: so all is tried in both.
        before.forEach(former -> write(plan, former));
        before.reversed().forEach(former -> write(plan, former));
        List<String> paths = before.stream().map(FormerLimit::path).distinct().toList();
        return Round.next(plan, outcome -> read(paths)).then(now -> new Finished<>(different(now)));
    }

    private static void write(Plan plan, FormerLimit former) {
        String intent = "write back " + former.text() + " to " + former.path();
        Slot file = new Slot(plan.steps().size());
        plan.callThen(intent, new Openat(Fd.CWD, former.path(), Set.of(OpenFlag.O_WRONLY), 0), UNOPENED, () -> {
            plan.attempt(intent, Write.text(file, former.text()), REFUSED);
            plan.call(intent, new Close(file));
        });
    }

    private List<String> different(Map<String, String> now) {
        return before.stream()
                .filter(former -> !former.holdsIn(now.getOrDefault(former.path(), "")))
                .map(FormerLimit::path)
                .distinct()
                .sorted()
                .toList();
    }
}
