package dev.jrun.runtime.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.testing.RecordingExecutor;
import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.Process;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecurityLabelTest {
    private static Process process(String labels) {
        String json = "{'ociVersion': '1.3.0', 'process': {'cwd': '/'" + labels + "}}";
        return ConfigReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .process()
                .orElseThrow();
    }

    private static List<String> text(String labels) {
        Plan plan = SecurityLabel.of(process(labels), Fd.of(9), "1").plan();
        return RecordingExecutor.text(plan);
    }

    @Test
    void nothingIsWrittenWithoutALabel() {
        assertThat(SecurityLabel.isWanted(process(", 'apparmorProfile': '', 'selinuxLabel': ''")))
                .isFalse();
        assertThat(text("")).isEmpty();
    }

    @Test
    void aProfileIsWrittenToAppArmorsFileOrTheSharedOne() {
        assertThat(SecurityLabel.isWanted(process(", 'apparmorProfile': 'a'"))).isTrue();
        List<String> lines = text(", 'apparmorProfile': 'a-profile'");

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .startsWith("$0 = Openat2[dir=9, path=1/attr/apparmor/exec,")
                .endsWith(" or ENOENT, on success skip 1")
                .contains("RESOLVE_BENEATH", "RESOLVE_NO_XDEV");
        assertThat(lines.get(1)).startsWith("$0 = Openat2[dir=9, path=1/attr/exec,");
        assertThat(lines.get(2)).isEqualTo("$2 = Write[fd=$0, exec a-profile] or ENOENT");
        assertThat(lines.get(3)).isEqualTo("$3 = Close[fd=$0]");
    }

    @Test
    void aProfileThatIsNotLoadedIsNamed() {
        SecurityLabel label = SecurityLabel.of(process(", 'apparmorProfile': 'a-profile'"), Fd.of(9), "1");
        Reply done = new Reply(3, List.of());
        Reply missing = new Reply(-Errno.ENOENT.number(), List.of());

        label.check(new Outcome(label.plan(), replies(done, done)));
        assertThatThrownBy(() -> label.check(new Outcome(label.plan(), replies(done, missing))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage(
                        "/process/apparmorProfile: the kernel has no profile a-profile; load it with apparmor_parser");
    }

    /** To the steps of a profile, when the first file is there. */
    private static List<Optional<Reply>> replies(Reply opened, Reply written) {
        return List.of(Optional.of(opened), Optional.empty(), Optional.of(written), Optional.of(opened));
    }

    @Test
    void aLabelOfSelinuxIsWrittenAsItIs() {
        List<String> lines = text(", 'selinuxLabel': 'u:r:t:s0'");

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("$0 = Openat2[dir=9, path=1/attr/exec,");
        assertThat(lines.get(1)).isEqualTo("$1 = Write[fd=$0, u:r:t:s0]");
    }
}
