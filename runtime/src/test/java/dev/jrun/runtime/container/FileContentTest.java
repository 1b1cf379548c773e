package dev.jrun.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileContentTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 100_000})
    void aFileOfAnySizeIsReadWhole(int size) throws IOException {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31);
        }

        assertThat(FileContent.of(file(bytes))).isEqualTo(bytes);
    }

    @Test
    void aFileOfTheKernelsIsReadUpToALimit() throws IOException {
        String file = file("frozen".getBytes(StandardCharsets.US_ASCII));

        assertThat(FileContent.ofKernel(file, 1)).asString().isEqualTo("f");
        assertThat(FileContent.ofKernel(file, 100)).asString().isEqualTo("frozen");
        assertThat(FileContent.ofKernel(file(new byte[0]), 100)).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNotFound() {
        String absent = folder.resolve("absent").toString();

        assertThatThrownBy(() -> FileContent.of(absent)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> FileContent.ofKernel(absent, 1)).isInstanceOf(FileNotFoundException.class);
    }

    private String file(byte[] content) throws IOException {
        return Files.write(folder.resolve("file"), content).toString();
    }
}
