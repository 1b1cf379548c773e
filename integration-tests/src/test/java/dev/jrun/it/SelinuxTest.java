package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SELinux labels in force, by a small policy, in a machine whose kernel was started with SELinux. */
@BlackBoxTest
@Tag("selinux")
class SelinuxTest {
    private static final Path SELINUX = Path.of("/sys/fs/selinux");
    private static final String CONFINED = "system_u:system_r:confined_t";
    private static final String CONTAINER_FILE = "system_u:object_r:container_file_t";

    /** A kernel keeps its policy, so this is done once in the machine's life. */
    @BeforeAll
    static void loadThePolicy(@TempDir Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("policy.conf");
        Path policy = folder.resolve("policy");
        try (var text = SelinuxTest.class.getResourceAsStream("selinux-policy.conf")) {
            Files.copy(Objects.requireNonNull(text), source);
        }
        run("checkpolicy", "-c", "31", "-U", "allow", "-o", policy.toString(), source.toString());
        run("mount", "-t", "selinuxfs", "selinuxfs", SELINUX.toString());
        // The kernel takes a policy that is written at once.
        Files.write(SELINUX.resolve("load"), Files.readAllBytes(policy));
        Files.writeString(SELINUX.resolve("enforce"), "1");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void theLabelsOfProcessAndMountsAreInForce(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/selinuxLabel", "'" + CONFINED + "'")
                .set("/linux/mountLabel", "'" + CONTAINER_FILE + "'")
                .mount("/data", "tmpfs", "tmpfs")
                .script("cat /proc/self/attr/current; grep ' /data ' /proc/self/mountinfo | grep -o 'context=.*_t';"
                        + " echo x > /data/file && echo written; echo x > /etc/file || exit 9");

        Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        // The kernel ends a label with a zero byte.
        assertThat(result.out().replace("\0", "\n"))
                .isEqualTo(CONFINED + "\ncontext=" + CONTAINER_FILE + "\nwritten\n");
        result.expectFailure("/etc/file: Permission denied");
        assertThat(result.exit()).isEqualTo(9);
    }

    @Test
    void anAddedProcessHasTheLabelOfTheConfigOrOfTheFlag(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            String[] show = {"cat", "/proc/self/attr/current"};
            assertThat(jrun.succeed("exec", container.id(), show[0], show[1]).out())
                    .startsWith("system_u:system_r:host_t");
            assertThat(jrun.succeed("exec", "--process-label", CONFINED, container.id(), show[0], show[1])
                            .out())
                    .startsWith(CONFINED);
        }
    }

    @Test
    void aLabelThatThePolicyDoesNotKnowIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/process/selinuxLabel", "'system_u:system_r:unheard_of_t'");

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/process/selinuxLabel: take on the label system_u:system_r:unheard_of_t: invalid");
        assertThat(jrun.stateFolders()).isEmpty();
    }
}
