package dev.jrun.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.ffi.LocalExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRemovalTest {
    /** For the entries of the folder itself and of the one above, or for any two with names as short. */
    private static final int TWO_ENTRIES = 48;

    @TempDir
    private Path temporary;

    @Test
    void aListThatEndsBehindTheFoldersOwnEntriesIsReadOn() throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("web"));
        Files.createDirectories(folder.resolve("deep"));
        Files.createFile(folder.resolve("deep/one"));
        for (int i = 0; i < 10; i++) {
            Files.createFile(folder.resolve("f" + i));
        }

        new FolderRemoval(new LocalExecutor(), "remove", TWO_ENTRIES).remove(folder, List.of("f1", "absent"));

        assertThat(folder).doesNotExist();
    }
}
