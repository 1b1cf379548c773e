package dev.jrun.it.launch;

/** How many tests there were, and what became of them. */
record Tally(int run, int failures, int errors, int skipped) {
    static final Tally NONE = new Tally(0, 0, 0, 0);
    static final Tally PASSED = new Tally(1, 0, 0, 0);
    static final Tally FAILED = new Tally(1, 1, 0, 0);
    static final Tally BROKEN = new Tally(1, 0, 1, 0);
    static final Tally SKIPPED = new Tally(1, 0, 0, 1);

    Tally plus(Tally other) {
        return new Tally(run + other.run, failures + other.failures, errors + other.errors, skipped + other.skipped);
    }

    @Override
    public String toString() {
        return "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d".formatted(run, failures, errors, skipped);
    }
}
