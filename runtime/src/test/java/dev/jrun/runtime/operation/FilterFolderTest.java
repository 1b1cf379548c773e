package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.seccomp.BpfProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the files on disk is believed. */
class FilterFolderTest {
    private static final BpfProgram PROGRAM = new BpfProgram(new byte[] {6, 0, 0, 0, 0, 0, -1, 0x7f}, true);
    private static final String KEY = "all that it is made from";

    @TempDir
    private Path root = Path.of("");

    private int uid;

    @BeforeEach
    void restrict() throws IOException {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        uid = (Integer) Files.getAttribute(root, "unix:uid");
    }

    private FilterFolder folder() {
        return new FilterFolder(root, uid);
    }

    private Path file() throws IOException {
        return files().getFirst();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("@cache/seccomp"))) {
            return files.toList();
        }
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private void assertKept() {
        assertThat(folder().find(KEY)).hasValueSatisfying(found -> {
            assertThat(found.instructions()).isEqualTo(PROGRAM.instructions());
            assertThat(found.notifies()).isTrue();
        });
    }

    @Test
    void whatIsKeptIsFoundAndOnlyTheOwnerCanReadIt() throws IOException {
        folder().keep(KEY, PROGRAM);

        assertKept();
        assertThat(files()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("@cache/seccomp"))))
                .isEqualTo("rwx------");
    }

    @Test
    void anotherKeyIsNotFoundThoughItsFileHasTheSameName() throws IOException {
        folder().keep(KEY, PROGRAM);
        folder().keep("another", PROGRAM);
        Path another = files().stream()
                .filter(file -> file.toString().endsWith("-7"))
                .findFirst()
                .orElseThrow();
        Path first = files().stream()
                .filter(file -> !file.equals(another))
                .findFirst()
                .orElseThrow();

        Files.write(first, Files.readAllBytes(another));

        assertThat(folder().find(KEY)).isEmpty();
        assertThat(folder().find("another")).isPresent();
    }

    @Test
    void nothingIsFoundWhereNothingWasKept() {
        assertThat(folder().find(KEY)).isEmpty();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aDamagedFileIsNotBelievedAndReplaced() throws IOException {
        folder().keep(KEY, PROGRAM);
        byte[] good = Files.readAllBytes(file());
        for (int i = 0; i < good.length; i++) {
            byte[] damaged = good.clone();
            damaged[i] ^= 4;
            Files.write(file(), damaged);
            assertThat(folder().find(KEY)).as("byte %d", i).isEmpty();
        }
        for (int length = 0; length < good.length; length++) {
            Files.write(file(), java.util.Arrays.copyOf(good, length));
            assertThat(folder().find(KEY)).as("%d bytes", length).isEmpty();
        }

        folder().keep(KEY, PROGRAM);
        assertKept();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@cache", "@cache/seccomp"})
    void aFolderThatOthersMayWriteIsNotTrusted(String name) throws IOException {
        folder().keep(KEY, PROGRAM);
        permit(root.resolve(name), "rwxrwx---");
        assertThat(folder().find(KEY)).isEmpty();

        permit(root.resolve(name), "rwx----w-");
        assertThat(folder().find(KEY)).isEmpty();
        folder().keep("another", PROGRAM);
        assertThat(files()).hasSize(1);
    }

    @Test
    void aFileThatOthersMayWriteIsNotTrusted() throws IOException {
        folder().keep(KEY, PROGRAM);
        permit(file(), "rw--w----");

        assertThat(folder().find(KEY)).isEmpty();
    }

    @Test
    void whatBelongsToAnotherUserIsNotTrusted() throws IOException {
        folder().keep(KEY, PROGRAM);
        var other = new FilterFolder(root, uid + 1);

        assertThat(other.find(KEY)).isEmpty();
        other.keep("another", PROGRAM);
        assertThat(files()).hasSize(1);
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        folder().keep(KEY, PROGRAM);
        Path moved = Files.move(file(), root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("@cache/seccomp").resolve(name(moved)), moved);
        assertThat(folder().find(KEY)).isEmpty();

        folder().keep(KEY, PROGRAM);
        assertThat(Files.isSymbolicLink(file())).isFalse();
        assertKept();
    }

    /** The name that {@link FilterFolder} gives the file of {@link #KEY}. */
    private String name(Path moved) throws IOException {
        var probe = new FilterFolder(root.resolve("probe"), uid);
        probe.keep(KEY, PROGRAM);
        try (Stream<Path> files = Files.list(root.resolve("probe/@cache/seccomp"))) {
            return files.findFirst().orElse(moved).getFileName().toString();
        }
    }

    @Test
    void aFolderThatCannotBeMadeCostsNothingButTheCache() throws IOException {
        Files.writeString(root.resolve("@cache"), "in the way");

        folder().keep(KEY, PROGRAM);

        assertThat(folder().find(KEY)).isEmpty();
        assertThat(Files.isRegularFile(root.resolve("@cache"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void theCacheIsNoContainer() {
        folder().keep(KEY, PROGRAM);

        assertThat(new StateStore(root, new LocalExecutor()).ids()).isEmpty();
    }
}
