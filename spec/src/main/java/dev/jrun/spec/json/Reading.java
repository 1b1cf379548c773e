package dev.jrun.spec.json;

import java.util.List;

/**
 * What was read, and what was not.
 *
 * @param unknown JSON pointers of the members that have no place in the record
 */
public record Reading<T extends Record>(T value, List<String> unknown) {
    public Reading {
        unknown = List.copyOf(unknown);
    }
}
