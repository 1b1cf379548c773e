package dev.jrun.runtime.container;

import dev.jrun.runtime.failure.InvalidInputException;

/** The name of a container: letters, digits and {@code _ + - .}, at most {@value #LIMIT} of them. */
public record ContainerId(String value) {
    public static final int LIMIT = 1024;

    public ContainerId {
        if (!isValid(value)) {
            throw new InvalidInputException("invalid container ID format");
        }
    }

    static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > LIMIT || value.equals(".") || value.equals("..")) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '_'
                || c == '+'
                || c == '-'
                || c == '.';
    }

    @Override
    public String toString() {
        return value;
    }
}
