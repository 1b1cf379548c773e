package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.rootfs.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a container parts from the host's root, and what the host has of it. */
@BlackBoxTest
class HostRootTest {
    private static final String SEEN = "cut -d ' ' -f 5 /proc/self/mountinfo | head -1; ls / | wc -w; ls /.. | wc -w";

    @Test
    void whatIsMountedBelowAMountThatIsSharedWithTheHostStaysThere(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path tree = Files.createDirectory(bundle.folder().resolve("tree"));
        bundle.mount("/tree", "bind", tree.toString(), "rbind", "rshared")
                .script("grep -c ' /tree/sub ' /proc/self/mountinfo");

        String change = "mount -t tmpfs tree $0 && mount --make-shared $0 && mkdir $0/sub && mount -t tmpfs sub $0/sub";
        String seen = "grep -c \" $0/sub \" /proc/self/mountinfo";
        assertThat(runAmong(change + " && \"$@\" && " + seen, tree, jrun, bundle))
                .isEqualTo("1\n1\n");
    }

    @Test
    void whatTheHostMountsLaterIsSeenBelowAMountThatFollowsIt(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path tree = Files.createDirectories(bundle.folder().resolve("tree"));
        bundle.mount("/tree", "bind", tree.toString(), "rbind", "rslave").sleeping();
        String id = Jrun.newId();
        String jrunHere = RuntimeUnderTest.binary() + " --root " + jrun.root();

        String script = "mount -t tmpfs tree $0 && mount --make-shared $0 && mkdir $0/late && %s create --bundle %s %s"
                .formatted(jrunHere, bundle.write(), id);
        script +=
                " >/dev/null </dev/null && mount -t tmpfs late $0/late && %s exec %s cat /proc/self/mountinfo; %s delete --force %s"
                        .formatted(jrunHere, id, jrunHere, id);
        assertThat(jrun.program("unshare", "--mount", "sh", "-c", script, tree.toString())
                        .run()
                        .expectSuccess()
                        .out())
                .contains(" /tree/late ");
    }

    @Test
    void aCallerWhoseRootIsOnAnotherHasAContainerThatSeesNeither(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path other = Files.createDirectory(bundle.folder().resolve("other"));
        bundle.script(SEEN);
        String own = jrun.output(bundle);

        assertThat(own).startsWith("/\n");
        assertThat(runAmong("mount --rbind / $0 && exec chroot $0 \"$@\"", other, jrun, bundle))
                .isEqualTo(own);
    }

    @Test
    @JrunOnly("others pivot")
    void theHostsRootIsReplacedWhereItCanBeAndPivotedElsewhere(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path other = Files.createDirectory(bundle.folder().resolve("other"));
        String[] run = {
            "--debug", "run", "--bundle", bundle.script("true").write().toString(), Jrun.newId()
        };
        boolean replaceable = HostRoot.isReplaceable(new LocalExecutor());

        String here = jrun.call(run).err();
        assertThat(here.contains("PivotRoot[")).isEqualTo(!replaceable);
        assertThat(here.contains("Umount2[target=/,")).isEqualTo(replaceable);
        String among = jrun.commandAmongMounts(
                        "mount --rbind / " + other + " && set -- chroot " + other + " \"$@\"", run)
                .run()
                .err();
        assertThat(among).contains("PivotRoot[").doesNotContain("Umount2[target=/,");
    }

    /** Runs a container in a shell in a mount namespace, to which the place is {@code $0} and the command {@code $@}. */
    private static String runAmong(String script, Path place, Jrun jrun, BundleBuilder bundle) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", script, place.toString()));
        command.addAll(List.of(
                RuntimeUnderTest.binary().toString(), "--root", jrun.root().toString()));
        command.addAll(List.of("run", "--bundle", bundle.write().toString(), Jrun.newId()));
        return jrun.program(command.toArray(String[]::new))
                .run()
                .expectSuccess()
                .out();
    }
}
