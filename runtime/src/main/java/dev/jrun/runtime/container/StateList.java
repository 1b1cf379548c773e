package dev.jrun.runtime.container;

/**
 * Containers, in the form in which a list prints them. Of each it keeps no more than what is printed: the states of a
 * thousand would fill the heap of the daemon.
 */
public sealed interface StateList permits StateTable, StateArray {
    void add(StateReport report);

    /** All that were added. */
    String print();
}
