package dev.jrun.runtime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.namespace.IdKind;
import dev.jrun.spec.IdMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdMapHelperTest {
    private static final List<IdMapping> WANTED =
            List.of(new IdMapping(0L, 1000L, 1L), new IdMapping(1L, 100000L, 65536L));
    private static final ChildProgram.End FAILED = new ChildProgram.End(Optional.of(1), "newuidmap: not allowed");

    @TempDir
    private Path files;

    private final long self = ProcessHandle.current().pid();

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(files.resolve("etc"));
        Files.createDirectories(files.resolve("usr/bin"));
        Files.writeString(files.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\n");
    }

    private IdMapHelper helper() {
        return new IdMapHelper(IdKind.UID, new Caller(1000, 1000, false), files);
    }

    private Path program(String folder) throws IOException {
        Path program = Files.createDirectories(files.resolve(folder)).resolve("newuidmap");
        Files.writeString(program, "");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String refusal(String subuid) throws IOException {
        Path program = program("usr/bin");
        Files.writeString(files.resolve("etc/subuid"), subuid);
        return helper().refused(program, WANTED, self, FAILED).getMessage().replace(files.toString(), "");
    }

    @Test
    void findsTheProgramOnPathBeforeUsrBin() throws IOException {
        Path fallback = program("usr/bin");
        List<String> environment = List.of("HOME=/", "PATH=:relative:" + files.resolve("sbin"));

        assertThat(helper().find(environment)).contains(fallback);
        assertThat(helper().find(List.of())).contains(fallback);
        Path first = program("sbin");
        assertThat(helper().find(environment)).contains(first);
    }

    @Test
    void findsNothingThatCanNotBeExecuted() throws IOException {
        Files.setPosixFilePermissions(program("usr/bin"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(helper().find(List.of())).isEmpty();
    }

    @Test
    void tellsThatTheUserHasNoRange() throws IOException {
        assertThat(refusal("other:100000:65536\n"))
                .isEqualTo("/linux/uidMappings: /usr/bin/newuidmap failed: exit status 1: newuidmap: not allowed;"
                        + " /etc/subuid has no range for me: add a line such as me:100000:65536");
    }

    @Test
    void tellsWhichRangeIsTooSmall() throws IOException {
        assertThat(refusal("me:100000:1000\n1000:300000:5\n"))
                .endsWith(
                        "; /etc/subuid grants me 100000 to 100999, 300000 to 300004 and the caller's own 1000, which is"
                                + " not all of the 65536 from 100000 on");
    }

    @Test
    void tellsThatTheProgramIsNotSetuid() throws IOException {
        assertThat(refusal("me:100000:65536\n"))
                .endsWith("newuidmap: not allowed; it is not setuid root: chmod u+s /usr/bin/newuidmap");
    }

    @Test
    void blamesNoFileForWhatItDoesNotExplain() throws IOException {
        Path program = program("usr/bin");
        Files.setAttribute(program, "unix:mode", 04755);
        Files.writeString(files.resolve("etc/subuid"), "1000:100000:65536\n");

        assertThat(helper().refused(program, WANTED, self, new ChildProgram.End(Optional.empty(), "")))
                .hasMessage("/linux/uidMappings: " + program + " failed: no end within its time");
    }
}
