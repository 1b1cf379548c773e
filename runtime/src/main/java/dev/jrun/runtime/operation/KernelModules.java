package dev.jrun.runtime.operation;

import dev.jrun.runtime.container.FileContent;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the kernel that runs here may or may not have. */
record KernelModules(boolean apparmor, boolean selinux) {
    /** Some forty names of file systems are less than one KiB. */
    private static final int LIMIT = 16 << 10;

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
            return new String(FileContent.ofKernel(file, LIMIT), StandardCharsets.US_ASCII);
        } catch (FileNotFoundException e) {
            // Without a module its folder is missing, too.
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
