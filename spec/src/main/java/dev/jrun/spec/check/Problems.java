package dev.jrun.spec.check;

import java.util.ArrayList;
import java.util.List;

/** Collects problems. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void error(String pointer, String message) {
        found.add(new Problem(Severity.ERROR, pointer, message));
    }

    void warning(String pointer, String message) {
        found.add(new Problem(Severity.WARNING, pointer, message));
    }

    void absolutePath(String pointer, String path) {
        if (!path.startsWith("/")) {
            error(pointer, "expected an absolute path, found \"" + path + "\"");
        }
        noNul(pointer, path);
    }

    void noNul(String pointer, String text) {
        if (text.indexOf('\0') >= 0) {
            error(pointer, "contains a NUL character, which Linux can't take");
        }
    }

    /** An environment may have thousands of entries: pointers are put together for those only that are wrong. */
    void environment(String pointer, List<String> env) {
        for (int i = 0; i < env.size(); i++) {
            String entry = env.get(i);
            int end = entry.indexOf('=');
            if (end <= 0 || entry.indexOf('\0') >= 0) {
                environment(pointer + "/" + i, entry, end);
            }
        }
    }

    private void environment(String pointer, String entry, int endOfName) {
        noNul(pointer, entry);
        if (endOfName < 0) {
            error(pointer, "expected NAME=value, found \"" + entry + "\"");
        } else if (endOfName == 0) {
            error(pointer, "the name before the = is empty");
        }
    }

    /** One step of a JSON pointer. */
    static String step(String member) {
        return "/" + member.replace("~", "~0").replace("/", "~1");
    }

    List<Problem> found() {
        return List.copyOf(found);
    }
}
