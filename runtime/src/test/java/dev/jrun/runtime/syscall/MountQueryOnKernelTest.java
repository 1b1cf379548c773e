package dev.jrun.runtime.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.MountQuery.MountFacts;
import dev.jrun.runtime.syscall.MountQuery.MountId;
import dev.jrun.runtime.syscall.MountQuery.Statmount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MountQueryOnKernelTest {
    private final LocalExecutor local = new LocalExecutor();

    @Test
    void theKernelTellsOfAMountWhatItsTableSays() throws IOException {
        Optional<Long> proc = local.call("look at /proc", new MountId("/proc"));
        assumeThat(proc).as("a kernel with unique numbers of mounts").isPresent();

        MountFacts facts = local.call("look at the mount of /proc", new Statmount(proc.orElseThrow()));
        assertThat(facts.id()).isEqualTo(proc.orElseThrow());
        assertThat(facts.parent()).isNotEqualTo(facts.id());
        assertThat(facts.type()).isEqualTo("proc");
        String line = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(mount -> mount.contains(" / /proc "))
                .reduce((lower, upper) -> upper)
                .orElseThrow();
        assertThat(facts.shared()).isEqualTo(line.contains(" shared:"));
    }

    @Test
    void aFolderThatIsNoMountHasNoNumberOfItsOwn() {
        assertThat(local.call("look at /proc/self", new MountId("/proc/self"))).isEmpty();
    }
}
