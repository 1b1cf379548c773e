package dev.jrun.runtime.container;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads small files. Like {@code Files.readAllBytes}, but without the channels behind it: the first of them starts the
 * JDK's network library, a tenth of what a cold {@code state} costs.
 */
final class FileContent {
    private FileContent() {}

    /** All bytes of a file; a FileNotFoundException where it can't be opened, for whatever reason. */
    static byte[] of(Path file) throws IOException {
        // The size is not asked for: files of procfs have none.
        try (FileInputStream in = new FileInputStream(file.toString())) {
            return in.readAllBytes();
        }
    }
}
