package dev.jrun.runtime.resctrl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.spec.IntelRdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real calls, in a folder that stands in for resctrl: machines that have that are rare. */
class ResctrlOnFilesTest {
    private final LocalExecutor kernel = new LocalExecutor();

    @TempDir
    private Path mount = Path.of("");

    @Test
    void aContainerJoinsAClassAndLeavesIt() throws IOException {
        Path gold = Files.createDirectories(mount.resolve("gold"));
        Files.writeString(gold.resolve("schemata"), "    MB:0=100\n    L3:0=7ff\n");
        Files.writeString(gold.resolve("tasks"), "");
        var wanted =
                new IntelRdt(Optional.of("gold"), List.of("L3:0=f"), Optional.empty(), Optional.of("MB:0=100"), false);
        var group = new ResctrlGroup(mount.toString(), "box", wanted);

        ResctrlClaim claim = group.claim(kernel.run(group.look()));
        kernel.run(claim.make());
        kernel.run(group.enter(4711));
        var removal = new ResctrlRemoval(claim.made(), "box", 4711);
        kernel.run(removal.remove(kernel.run(removal.look())));

        assertThat(claim.made()).isEmpty();
        assertThat(gold.resolve("schemata")).content().startsWith("L3:0=f\n");
        assertThat(gold.resolve("tasks")).hasContent("4711");
    }

    @Test
    void theFolderOfAContainerIsMadeAndRemoved() {
        var wanted = new IntelRdt(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), false);
        var group = new ResctrlGroup(mount.toString(), "box", wanted);

        ResctrlClaim claim = group.claim(kernel.run(group.look()));
        kernel.run(claim.make());

        assertThat(mount.resolve("box")).isDirectory();
        var removal = new ResctrlRemoval(claim.made(), "box", 0);
        kernel.run(removal.remove(kernel.run(removal.look())));
        assertThat(mount.resolve("box")).doesNotExist();
    }
}
