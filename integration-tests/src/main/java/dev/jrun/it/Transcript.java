package dev.jrun.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The commands of one test and what they said. */
public final class Transcript {
    private final List<Result> results = new CopyOnWriteArrayList<>();

    Result add(Result result) {
        results.add(result);
        return result;
    }

    String text() {
        return results.stream().map(Result::toString).collect(Collectors.joining("\n\n"));
    }
}
