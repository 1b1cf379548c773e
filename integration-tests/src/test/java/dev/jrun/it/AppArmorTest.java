package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** AppArmor profiles in force. They are the kernel's, so this is for a machine of its own. */
@BlackBoxTest
@Tag("machine")
class AppArmorTest {
    private static final String SCRIPT =
            "cat /proc/self/attr/current; echo x > /etc/open && echo written; echo x > /etc/sealed";

    /** A profile that is loaded until it is closed. */
    private record Loaded(Jrun jrun, String name, Path file) implements AutoCloseable {
        static Loaded named(String name, Jrun jrun) throws IOException {
            Path file = Files.writeString(jrun.file(name + ".profile"), """
            abi <abi/3.0>,
            profile %s flags=(attach_disconnected,mediate_deleted) {
              file,
              capability,
              signal,
              deny /etc/sealed w,
            }
            """.formatted(name));
            jrun.program("/sbin/apparmor_parser", "--add", "--skip-cache", file.toString())
                    .run()
                    .expectSuccess();
            return new Loaded(jrun, name, file);
        }

        @Override
        public void close() {
            jrun.program("/sbin/apparmor_parser", "--remove", file.toString())
                    .run()
                    .expectSuccess();
        }
    }

    @Test
    void aProfileIsInForce(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (Loaded profile = Loaded.named(Jrun.newId(), jrun)) {
            bundle.set("/process/apparmorProfile", "'" + profile.name() + "'").script(SCRIPT + " || exit 9");

            Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

            assertThat(result.out()).isEqualTo(profile.name() + " (enforce)\nwritten\n");
            result.expectFailure("/etc/sealed: Permission denied");
            assertThat(result.exit()).isEqualTo(9);
        }
    }

    @Test
    void anAddedProcessHasTheConfigsProfileOrTheFlags(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (Loaded configs = Loaded.named(Jrun.newId(), jrun);
                Loaded flags = Loaded.named(Jrun.newId(), jrun)) {
            bundle.set("/process/apparmorProfile", "'" + configs.name() + "'");
            try (Container container = jrun.start(bundle.sleeping())) {
                assertThat(jrun.succeed("exec", container.id(), "cat", "/proc/self/attr/current")
                                .out())
                        .isEqualTo(configs.name() + " (enforce)\n");

                Result result = jrun.call("exec", "--apparmor", flags.name(), container.id(), "sh", "-c", SCRIPT);
                assertThat(result.out()).isEqualTo(flags.name() + " (enforce)\nwritten\n");
                result.expectFailure("/etc/sealed: Permission denied");

                jrun.call("exec", "--apparmor", "no-such-profile", container.id(), "true")
                        .expectFailure("/process/apparmorProfile: the kernel has no profile no-such-profile");
            }
        }
    }

    @Test
    void aProfileThatIsNotLoadedIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/process/apparmorProfile", "'no-such-profile'");

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/process/apparmorProfile: the kernel has no profile no-such-profile; load it");
        assertThat(jrun.stateFolders()).isEmpty();
    }
}
