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
 * The way back of a change of limits: what its files had before.
 *
 * @param before by path; none of a file that was not there, or that has more than one line
 */
public record LimitUndo(Map<String, String> before) {
    private static final int SIZE = 4096;
    private static final Set<Errno> UNOPENED = Set.of(Errno.ENOENT, Errno.ENODEV, Errno.EACCES, Errno.EPERM);
    private static final Set<Errno> REFUSED = Set.of(Errno.EINVAL, Errno.EBUSY, Errno.ENODEV, Errno.EPERM);

    public LimitUndo {
        before = Map.copyOf(before);
    }

    /** Reads what the files of {@code change} have now. */
    public static Round<LimitUndo> of(LimitChange change) {
        return read(paths(change)).then(texts -> new Finished<>(new LimitUndo(texts)));
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
            String text = readings.get(i).text(outcome).orElse("").strip();
            if (!text.isEmpty() && text.indexOf('\n') < 0) {
                texts.put(paths.get(i), text);
            }
        }
        return texts;
    }

    /** Writes back what was there; gives the files that still have something else. */
    public Round<List<String>> run() {
        Plan plan = new Plan();
        // Which order the kernel takes depends on which values are the larger ones: so all is tried in both.
        List<String> paths = new ArrayList<>(before.keySet());
        paths.forEach(path -> write(plan, path));
        paths.reversed().forEach(path -> write(plan, path));
        return Round.next(plan, outcome -> read(paths)).then(now -> new Finished<>(different(now)));
    }

    private void write(Plan plan, String path) {
        String intent = "write back " + before.get(path) + " to " + path;
        Slot file = new Slot(plan.steps().size());
        plan.callThen(intent, new Openat(Fd.CWD, path, Set.of(OpenFlag.O_WRONLY), 0), UNOPENED, () -> {
            plan.attempt(intent, Write.text(file, before.getOrDefault(path, "")), REFUSED);
            plan.call(intent, new Close(file));
        });
    }

    private List<String> different(Map<String, String> now) {
        List<String> different = new ArrayList<>();
        before.forEach((path, text) -> {
            if (!text.equals(now.getOrDefault(path, ""))) {
                different.add(path);
            }
        });
        different.sort(null);
        return different;
    }
}
