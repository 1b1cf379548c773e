package dev.jrun.it.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What is measured as one.
 *
 * @param commands as {@code measure} understands them; an argument that ends with {@link #NUMBER} is another each time
 * @param workers how many processes do it at a time
 * @param times how often they do it all together
 */
record Load(List<String> commands, int workers, int times) {
    /** At the end of an argument: what {@code measure} puts a number in for. */
    static final String NUMBER = "@";

    Load {
        commands = List.copyOf(commands);
    }

    static Load once(List<String> commands) {
        return new Load(commands, 1, 1);
    }

    /** The arguments of {@code measure}. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(workers), String.valueOf(times)));
        arguments.addAll(commands);
        return arguments;
    }
}
