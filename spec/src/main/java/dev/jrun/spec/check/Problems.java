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

    void environment(String pointer, List<String> env) {
        for (int i = 0; i < env.size(); i++) {
            String entry = env.get(i);
            noNul(pointer + "/" + i, entry);
            if (entry.indexOf('=') < 0) {
                error(pointer + "/" + i, "expected NAME=value, found \"" + entry + "\"");
            } else if (entry.startsWith("=")) {
                error(pointer + "/" + i, "the name before the = is empty");
            }
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
