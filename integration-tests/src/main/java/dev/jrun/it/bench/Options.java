package dev.jrun.it.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The command line.
 *
 * @param rounds that are measured of each comparison
 * @param warmUp rounds before them that are not
 * @param daemonWarmUp how many times the daemon sees what is compared before it is
 * @param containers after how many the daemon's memory is looked at
 * @param crowd how many containers there are in the largest crowd
 * @param drawn whether the order of each round is drawn
 * @param picture the file to draw it in
 */
record Options(
        Set<Part> parts,
        int rounds,
        int warmUp,
        int daemonWarmUp,
        int containers,
        int crowd,
        boolean drawn,
        Optional<Path> picture) {
    private static final String ALL_PARTS =
            Arrays.stream(Part.values()).map(Part::word).collect(Collectors.joining(","));
    private static final String USAGE = "usage: bench [-o " + ALL_PARTS + "] [-n ROUNDS] [-w WARM-UP ROUNDS]"
            + " [-d CONTAINERS TO WARM THE DAEMON UP] [--containers NUMBER] [--crowd NUMBER] [--order drawn|fixed] [--svg FILE]";
    private static final Set<String> NAMES =
            Set.of("-o", "-n", "-w", "-d", "--containers", "--crowd", "--order", "--svg");

    Options {
        parts = Set.copyOf(parts);
        if (picture.isPresent() && !parts.contains(Part.LIFE) && !parts.contains(Part.COMMANDS)) {
            throw new IllegalArgumentException("the picture shows the parts life and commands; none is to be measured");
        }
    }

    static Options parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!NAMES.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(USAGE);
            }
            given.put(arguments[i], arguments[i + 1]);
        }
        return new Options(
                Part.parse(given.getOrDefault("-o", ALL_PARTS)),
                number(given, "-n", "20", 1),
                number(given, "-w", "3", 0),
                number(given, "-d", "200", 0),
                number(given, "--containers", "1000", 1),
                number(given, "--crowd", "1000", 1),
                isDrawn(given.getOrDefault("--order", "drawn")),
                Optional.ofNullable(given.get("--svg")).map(Path::of));
    }

    private static boolean isDrawn(String order) {
        return switch (order) {
            case "drawn" -> true;
            case "fixed" -> false;
            default -> throw new IllegalArgumentException(USAGE);
        };
    }

    private static int number(Map<String, String> given, String name, String otherwise, int least) {
        String value = given.getOrDefault(name, otherwise);
        try {
            int number = Integer.parseInt(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s takes a number, not %s".formatted(name, value), e);
        }
        throw new IllegalArgumentException("%s must be at least %d, not %s".formatted(name, least, value));
    }
}
