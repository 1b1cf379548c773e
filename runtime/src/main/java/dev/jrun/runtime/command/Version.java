package dev.jrun.runtime.command;

import dev.jrun.spec.DefaultConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What {@code --version} prints: of this build, and of the machine that runs it. */
final class Version {
    private Version() {}

    static String text(boolean warm) {
        Properties build = build();
        return "jrun version " + build.getProperty("version", "unknown") + "\n"
                + "commit: " + build.getProperty("commit", "unknown") + "\n"
                + "spec: " + DefaultConfig.OCI_VERSION + "\n"
                + "engine: " + (warm ? "warm" : "cold") + ", " + System.getProperty("java.vm.name") + " "
                + System.getProperty("java.runtime.version") + "\n";
    }

    /** What the build wrote down of itself; empty where it didn't. */
    private static Properties build() {
        var properties = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("build.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            // What can't be read is unknown, which is what is printed.
            properties.clear();
        }
        return properties;
    }
}
