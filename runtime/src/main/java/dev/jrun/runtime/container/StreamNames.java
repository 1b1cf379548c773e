package dev.jrun.runtime.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What standard input, output and error of a checkpointed init were, in the words of procfs: {@code pipe:[4711]}. Kept
 * beside the images in the file that other runtimes keep it in, so that a restore can put its own in their places.
 *
 * @param names of the descriptors 0, 1 and 2; empty for one that was closed
 */
public record StreamNames(List<String> names) {
    private static final String FILE = "descriptors.json";
    private static final int COUNT = 3;

    public StreamNames {
        names = List.copyOf(names);
    }

    /** Those of process {@code pid}. */
    public static StreamNames of(int pid) {
        List<String> names = new ArrayList<>();
        for (int fd = 0; fd < COUNT; fd++) {
            names.add(link(Path.of("/proc/" + pid + "/fd/" + fd)));
        }
        return new StreamNames(names);
    }

    private static String link(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Writes them to a folder of images. */
    public void save(Path images) throws IOException {
        var json = new JsonWriter(false).begin('[');
        for (String name : names) {
            json.element().string(name);
        }
        Files.writeString(images.resolve(FILE), json.end(']').toString());
    }

    /** Reads them from a folder of images; an IOException also for a file that is damaged. */
    public static StreamNames load(Path images) throws IOException {
        String text = Files.readString(images.resolve(FILE), StandardCharsets.UTF_8);
        try {
            List<String> names = new ArrayList<>();
            var json = new JsonReader(text.getBytes(StandardCharsets.UTF_8));
            for (boolean more = json.begin('['); more; more = json.next(']')) {
                names.add(json.string());
            }
            json.end();
            return new StreamNames(names);
        } catch (IllegalArgumentException e) {
            throw new IOException(images.resolve(FILE) + ": " + e.getMessage(), e);
        }
    }

    /** Whether the stream was a pipe, which a restore has to put another in place of. */
    public boolean isPipe(int fd) {
        return fd < names.size() && names.get(fd).startsWith("pipe:");
    }
}
