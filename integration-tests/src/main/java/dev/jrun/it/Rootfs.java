package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A small root file system of Debian's static busybox; each bundle has its own, the program is shared by hard links. */
final class Rootfs {
    private static final List<Path> BUSYBOX = List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));
    private static final List<String> FOLDERS =
            List.of("bin", "dev", "etc", "home", "mnt", "proc", "root", "run", "srv", "sys", "tmp", "usr");
    private static final List<String> APPLETS = ("sh cat ls id env pwd hostname mount umount sleep true false echo stat"
                    + " readlink touch mkdir rm head tail grep awk sed ps kill wc tr cut sort find test mknod dd ip")
            .transform(names -> List.of(names.split(" ")));

    private Rootfs() {}

    static void make(Path root) {
        try {
            Files.createDirectories(root);
            for (String folder : FOLDERS) {
                Files.createDirectory(root.resolve(folder));
            }
            Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.copy(busybox(), root.resolve("bin/busybox"));
            for (String applet : APPLETS) {
                Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
            }
            Files.writeString(
                    root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000::/home:/bin/sh\n");
            Files.writeString(root.resolve("etc/group"), "root:x:0:\nuser:x:1000:\n");
            Files.writeString(root.resolve("etc/plain"), "not a program\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path busybox() {
        return BUSYBOX.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no busybox: apt-get install busybox-static"));
    }
}
