package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.IdMapping;
import java.util.ArrayList;
import java.util.List;

/**
 * Mappings in the value of a mount option, as Podman writes them: {@code idmap=uids=0-1000-1#1-100000-10;gids=0-1000-1}.
 * Each range is the first id in the file system, the first one on the host, and how many there are.
 *
 * @param text the whole option
 * @param pointer where the config has it
 */
record IdMapText(String text, String pointer) {
    private static final String FORM = "idmap=uids=FROM-TO-SIZE#…;gids=FROM-TO-SIZE#…";

    IdMap parse() {
        List<IdMapping> uids = new ArrayList<>();
        List<IdMapping> gids = new ArrayList<>();
        for (String list : text.substring(text.indexOf('=') + 1).split(";", -1)) {
            int equals = list.indexOf('=');
            switch (list.substring(0, Math.max(0, equals))) {
                case "uids" -> addRanges(uids, list.substring(equals + 1));
                case "gids" -> addRanges(gids, list.substring(equals + 1));
                default -> throw malformed();
            }
        }
        if (uids.isEmpty() || gids.isEmpty()) {
            throw malformed();
        }
        return new IdMap(text.startsWith("r"), uids, gids);
    }

    private void addRanges(List<IdMapping> mappings, String ranges) {
        if (ranges.startsWith("@")) {
            throw new UnsupportedFeatureException(
                    pointer + ": mappings that are relative to the container's user namespace"
                            + " (@) are not supported; write the ids of the host");
        }
        for (String range : ranges.split("#", -1)) {
            String[] numbers = range.split("-", -1);
            if (numbers.length != 3) {
                throw malformed();
            }
            mappings.add(new IdMapping(number(numbers[0]), number(numbers[1]), number(numbers[2])));
        }
    }

    private long number(String digits) {
        try {
            return Integer.toUnsignedLong(Integer.parseUnsignedInt(digits));
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    private InvalidInputException malformed() {
        return new InvalidInputException(pointer + ": '" + text + "' has no mappings of this form: " + FORM);
    }
}
