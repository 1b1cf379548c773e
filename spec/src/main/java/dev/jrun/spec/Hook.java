package dev.jrun.spec;

import dev.jrun.spec.json.Range;
import java.util.List;
import java.util.Optional;

/**
 * One program to run, with the state of the container on its standard input.
 *
 * @param args with the name of the program first
 * @param timeout in seconds
 */
public record Hook(String path, List<String> args, List<String> env, Optional<Integer> timeout) {
    public Hook {
        Range.between("timeout", timeout, 1, Integer.MAX_VALUE);
        args = List.copyOf(args);
        env = List.copyOf(env);
    }
}
