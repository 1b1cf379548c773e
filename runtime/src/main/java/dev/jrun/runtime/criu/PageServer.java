package dev.jrun.runtime.criu;

import dev.jrun.runtime.failure.InvalidInputException;

/** A criu page server, to which the pages of memory are sent. */
public record PageServer(String address, int port) {
    private static final int LAST_PORT = 65535;

    /** Reads {@code ADDRESS:PORT}; an {@link InvalidInputException} for anything else. */
    public static PageServer parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw wrong(text);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port < 1 || port > LAST_PORT) {
                throw wrong(text);
            }
            return new PageServer(text.substring(0, colon), port);
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
    }

    private static InvalidInputException wrong(String text) {
        return new InvalidInputException("--page-server: expected ADDRESS:PORT, got \"" + text + "\"");
    }
}
