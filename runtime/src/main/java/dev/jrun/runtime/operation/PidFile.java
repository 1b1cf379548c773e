package dev.jrun.runtime.operation;

import dev.jrun.runtime.failure.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The file that tells the caller init's pid: decimal digits and nothing else, there as a whole or not at all. */
final class PidFile {
    private PidFile() {}

    static void write(Optional<Path> file, int pid) {
        if (file.isEmpty()) {
            return;
        }
        Path path = file.get();
        Path fresh = path.resolveSibling("." + path.getFileName() + "." + pid);
        try {
            Files.writeString(fresh, Integer.toString(pid));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new InvalidInputException("--pid-file " + path + ": can't be written: " + e);
        }
    }
}
