package dev.jrun.runtime.command;

/** What this build is, filled in by the build: a file of the jar would have to be opened for it. */
final class Build {
    static final String VERSION = "${project.version}";
    static final String COMMIT = "${jrun.commit}";

    private Build() {}
}
