package dev.jrun.runtime.bootstrap;

import dev.jrun.spec.IdMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ids that /etc/subuid or /etc/subgid grants to one user, subuid(5). */
record SubordinateIds(List<Range> ranges) {
    private static final int FIELDS = 3;

    SubordinateIds {
        ranges = List.copyOf(ranges);
    }

    /** Ids from {@code first} on. */
    record Range(long first, long count) {
        boolean has(long id, long size) {
            return id >= first && id + size <= first + count;
        }

        @Override
        public String toString() {
            return first + " to " + (first + count - 1);
        }
    }

    /** What the file grants to the user with this uid and name; nothing where it can't be read. */
    static SubordinateIds read(Path file, int uid, String name) {
        try {
            List<Range> ranges = new ArrayList<>();
            for (String line :
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                String[] fields = line.strip().split(":");
                if (fields.length == FIELDS && (fields[0].equals(name) || fields[0].equals(Integer.toString(uid)))) {
                    ranges.add(new Range(Long.parseLong(fields[1]), Long.parseLong(fields[2])));
                }
            }
            return new SubordinateIds(ranges);
        } catch (IOException | NumberFormatException e) {
            return new SubordinateIds(List.of());
        }
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The first of the mappings that is not granted, besides the user's {@code own} id alone. */
    Optional<IdMapping> outside(List<IdMapping> wanted, long own) {
        for (IdMapping mapping : wanted) {
            boolean isOwn = mapping.size() == 1 && mapping.hostId() == own;
            boolean granted = ranges.stream().anyMatch(range -> range.has(mapping.hostId(), mapping.size()));
            if (!isOwn && !granted) {
                return Optional.of(mapping);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return String.join(", ", ranges.stream().map(Range::toString).toList());
    }
}
