package dev.jrun.runtime.container;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads small files. Like {@code Files.readAllBytes}, but without the channels behind it: the first of them starts the
 * JDK's network library, a tenth of what a cold {@code state} costs. Nor is a file's size asked for, or 16 KiB kept for
 * one that doesn't tell it: a list of many containers reads three files of each.
 */
public final class FileContent {
    private static final int SMALL = 4096;

    private FileContent() {}

    /** All bytes of a file; where it can't be opened, the exception of {@code Files.readAllBytes}. */
    public static byte[] of(String file) throws IOException {
        try {
            return read(file);
        } catch (FileNotFoundException e) {
            // Once more, in the slower way that tells why.
            return Files.readAllBytes(Path.of(file));
        }
    }

    private static byte[] read(String file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            byte[] bytes = new byte[SMALL];
            int size = 0;
            for (int more = in.read(bytes); more > 0; more = in.read(bytes, size, SMALL - size)) {
                size += more;
                if (size == SMALL) {
                    return joined(bytes, in.readAllBytes());
                }
            }
            return Arrays.copyOf(bytes, size);
        }
    }

    private static byte[] joined(byte[] bytes, byte[] rest) {
        byte[] all = Arrays.copyOf(bytes, bytes.length + rest.length);
        System.arraycopy(rest, 0, all, bytes.length, rest.length);
        return all;
    }

    /**
     * What a single read gives of a file of the kernel's, at most {@code limit} bytes: all there are, if they are fewer.
     * A FileNotFoundException where it can't be opened, for whatever reason.
     */
    public static byte[] ofKernel(String file, int limit) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            byte[] bytes = new byte[limit];
            return Arrays.copyOf(bytes, Math.max(in.read(bytes), 0));
        }
    }
}
