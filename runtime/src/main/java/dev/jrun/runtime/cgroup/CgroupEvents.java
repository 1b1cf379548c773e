package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.Round.Finished;

/** Files of a cgroup that count what has happened: a name and a number on each line. */
public final class CgroupEvents {
    private CgroupEvents() {}

    /** Whether {@code event} is counted in a file at least once. A file that is missing has counted nothing. */
    public static Round<Boolean> happened(String file, String event) {
        return FileReading.whole(file)
                .then(text -> new Finished<>(text.orElse("")
                        .lines()
                        .anyMatch(line -> line.startsWith(event + " ") && !line.equals(event + " 0"))));
    }
}
