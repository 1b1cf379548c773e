package dev.jrun.runtime.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the kernel that runs here may or may not have. */
record KernelModules(boolean apparmor, boolean selinux) {
    /** What the kernel says. */
    static KernelModules here() {
        return Asked.ONCE;
    }

    /** Both are decided when the machine boots. */
    private static final class Asked {
        static final KernelModules ONCE = new KernelModules(
                text("/sys/module/apparmor/parameters/enabled").startsWith("Y"),
                text("/proc/filesystems").contains("\tselinuxfs\n"));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
