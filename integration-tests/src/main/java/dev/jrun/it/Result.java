package dev.jrun.it;

import java.util.List;

/** What became of one command. */
public record Result(List<String> command, int exit, String out, String err) {
    public Result {
        command = List.copyOf(command);
    }

    /** Fails unless the command succeeded without a word on stderr. */
    public Result expectSuccess() {
        if (exit != 0 || !err.isEmpty()) {
            throw new AssertionError("expected success and an empty stderr: " + this);
        }
        return this;
    }

    /** Fails unless the command failed, and said all of these words on stderr. */
    public Result expectFailure(String... words) {
        for (String word : words) {
            if (!err.contains(word)) {
                throw new AssertionError("expected stderr to contain \"%s\": %s".formatted(word, this));
            }
        }
        if (exit == 0) {
            throw new AssertionError("expected a failure: " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return "`%s` ended with %d%n--- stdout%n%s%n--- stderr%n%s"
                .formatted(String.join(" ", command), exit, out, err);
    }
}
