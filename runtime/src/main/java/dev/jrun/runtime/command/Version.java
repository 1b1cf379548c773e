package dev.jrun.runtime.command;

import dev.jrun.spec.DefaultConfig;

/** What {@code --version} prints: of this build, and of the machine that runs it. */
final class Version {
    private Version() {}

    static String text(boolean warm) {
        return "jrun version " + Build.VERSION + "\n"
                + "commit: " + Build.COMMIT + "\n"
                + "spec: " + DefaultConfig.OCI_VERSION + "\n"
                + "engine: " + (warm ? "warm" : "cold") + ", " + System.getProperty("java.vm.name") + " "
                + System.getProperty("java.runtime.version") + "\n";
    }
}
