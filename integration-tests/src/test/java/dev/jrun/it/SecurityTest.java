package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** What a container, or another user of the machine, could try on jrun itself. */
@BlackBoxTest
@JrunOnly("it looks at how jrun does it")
class SecurityTest {
    @Test
    void initWaitsInAProgramThatNobodyCanWrite(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            Path program = container.init().file("exe");

            assertThat(container.init().link("exe")).startsWith("/memfd:jrun-stub");
            assertThatThrownBy(() -> new FileOutputStream(program.toFile(), true).close())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void initCanNotBeTracedFromItsUserNamespace(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.sleeping()
                .set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 65536}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 65536}]")
                .namespace("user");
        try (Container container = jrun.create(bundle)) {
            assertThat(container.init().status("Uid")).contains("100000");
            // The kernel gives the files of a process that is not dumpable to root.
            assertThat(Files.getAttribute(container.init().file("mem"), "unix:uid"))
                    .isEqualTo(0);
        }
    }

    @Test
    void theStateIsForItsOwnerOnly(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (Container container = jrun.create(bundle.sleeping())) {
            Path folder = jrun.root().resolve(container.id());

            assertThat(permissions(jrun.root())).isEqualTo("rwx------");
            assertThat(permissions(folder)).isEqualTo("rwx------");
            assertThat(permissions(folder.resolve("state.json"))).isEqualTo("rw-------");
        }
    }

    @Test
    void nothingOfTheCallerIsOpenInInit(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            assertThat(container.init().descriptors().values())
                    .filteredOn(target -> !target.startsWith("socket:"))
                    .noneMatch(target -> target.startsWith(jrun.root().toString()));
            assertThat(container.init().descriptors()).hasSizeLessThanOrEqualTo(5);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }
}
