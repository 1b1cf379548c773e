package dev.jrun.runtime.command;

import java.time.Duration;
import java.util.Optional;

/** What {@code jrun daemon} is asked for. */
public sealed interface DaemonRequest {
    /**
     * To be the daemon.
     *
     * @param detach whether to return once it listens
     * @param idle after how long without a command it ends
     */
    record Serve(boolean detach, Optional<Duration> idle) implements DaemonRequest {}

    /** To tell what it does. */
    record Status() implements DaemonRequest {}

    /** To end it. */
    record Stop() implements DaemonRequest {}
}
