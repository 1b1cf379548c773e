package dev.jrun.runtime.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.CredentialCall.Capset;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.CredentialCall.Setgroups;
import dev.jrun.runtime.syscall.CredentialCall.Setresuid;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.FakeProcess;
import dev.jrun.runtime.testing.RecordingExecutor;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.Process;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    private static final Credentials.Facts ROOT = new Credentials.Facts(40, true);
    private static final Credentials.Facts NO_SETGROUPS = new Credentials.Facts(40, false);
    private static final long KILL = 1L << 5;
    private static final long BIND = 1L << 10;

    private final FakeKernel kernel = new FakeKernel();

    private static Process process(String members) {
        String json = "{'ociVersion': '1.3.0', 'process': {'cwd': '/', 'args': ['sh']" + members + "}}";
        Config config = ConfigReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return config.process().orElseThrow();
    }

    private static Plan plan(Process process, Credentials.Facts facts) {
        Plan plan = new Plan();
        Credentials.of(process, facts).addTo(plan);
        return plan;
    }

    private FakeProcess applied(String members) {
        kernel.run(plan(process(members), ROOT));
        return kernel.process();
    }

    @Test
    void theDefaultConfigGivesRootThreeCapabilitiesAndNoWayToMore() {
        kernel.run(plan(DefaultConfig.config().process().orElseThrow(), ROOT));

        FakeProcess process = kernel.process();
        long three = 1L << 29 | KILL | BIND;
        assertThat(process.bounding).isEqualTo(three);
        assertThat(process.permitted).isEqualTo(three);
        assertThat(process.effective).isEqualTo(three);
        assertThat(process.inheritable).isZero();
        assertThat(process.ambient).isZero();
        assertThat(process.noNewPrivileges).isTrue();
        assertThat(process.keepCapabilities).isFalse();
        assertThat(process.uid).isZero();
        assertThat(process.umask).isEqualTo(0022);
    }

    @Test
    void theStepsOfTheDefaultConfigAreInThisOrder() {
        var recording = RecordingExecutor.answeringZero();

        recording.run(plan(DefaultConfig.config().process().orElseThrow(), ROOT));

        assertThat(recording.lines().getFirst()).isEqualTo("Prctl[option=38, argument2=1, argument3=0]");
        assertThat(recording.lines().subList(1, 39)).allMatch(line -> line.startsWith("Prctl[option=24, "));
        assertThat(recording.lines().subList(39, recording.lines().size()))
                .containsExactly(
                        "Prctl[option=8, argument2=1, argument3=0]",
                        "Umask[mask=18]",
                        "Setgroups[gids=[]]",
                        "Setresgid[real=0, effective=0, saved=0]",
                        "Setresuid[real=0, effective=0, saved=0]",
                        "Prctl[option=8, argument2=0, argument3=0]",
                        "Capset[effective=536871968, permitted=536871968, inheritable=0]",
                        "Prctl[option=47, argument2=4, argument3=0]");
    }

    @Test
    void aUserKeepsTheCapabilitiesThatTheConfigGives() {
        FakeProcess process = applied("""
                , 'user': {'uid': 1000, 'gid': 1001, 'additionalGids': [5, 6], 'umask': 63},
                'capabilities': {
                  'bounding': ['CAP_KILL'], 'permitted': ['CAP_KILL', 'CAP_NET_BIND_SERVICE'],
                  'effective': ['CAP_KILL'], 'inheritable': ['CAP_KILL'], 'ambient': ['CAP_KILL']}
                """);

        assertThat(process.uid).isEqualTo(1000);
        assertThat(process.effectiveUid).isEqualTo(1000);
        assertThat(process.savedUid).isEqualTo(1000);
        assertThat(process.gid).isEqualTo(1001);
        assertThat(process.groups).containsExactly(5, 6);
        assertThat(process.bounding).isEqualTo(KILL);
        assertThat(process.permitted).isEqualTo(KILL | BIND);
        assertThat(process.effective).isEqualTo(KILL);
        assertThat(process.inheritable).isEqualTo(KILL);
        assertThat(process.ambient).isEqualTo(KILL);
        assertThat(process.umask).isEqualTo(077);
        assertThat(process.noNewPrivileges).isFalse();
    }

    @Test
    void withoutCapabilitiesInTheConfigThereAreNone() {
        FakeProcess process = applied("");

        assertThat(process.bounding | process.permitted | process.effective | process.inheritable)
                .isZero();
    }

    @Test
    void whereSetgroupsIsDeniedItIsNotCalled() {
        var recording = RecordingExecutor.answeringZero();

        recording.run(plan(process(""), NO_SETGROUPS));

        assertThat(recording.calls(Setgroups.class)).isEmpty();
        assertThat(recording.calls(Setresuid.class)).hasSize(1);
    }

    @Test
    void groupsThatCanNotBeSetAreRefused() {
        assertThatThrownBy(() -> plan(process(", 'user': {'uid': 0, 'gid': 0, 'additionalGids': [5]}"), NO_SETGROUPS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/user/additionalGids: the user namespace denies setgroups;"
                        + " leave them out, or run with root's privileges");
    }

    @Test
    void theIdThatMeansUnchangedIsRefused() {
        assertThatThrownBy(() -> plan(process(", 'user': {'uid': 4294967295, 'gid': 0}"), ROOT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/user/uid: 4294967295 is not an id; ids go from 0 to 4294967294");
    }

    @Test
    void aLargeIdIsTakenAsItIs() {
        assertThat(applied(", 'user': {'uid': 4294967294, 'gid': 0}").uid).isEqualTo(-2);
    }

    @Test
    void capabilitiesThatTheCallerLacksAreNamedByTheCall() {
        kernel.answering(Capset.class, call -> Reply.of(-Errno.EPERM.number()));

        assertThatThrownBy(() -> applied(""))
                .isInstanceOf(SyscallException.class)
                .hasMessage("set capabilities: operation not permitted");
    }

    @Test
    void noMoreIsDroppedThanTheKernelKnows() {
        var recording = RecordingExecutor.answeringZero();

        recording.run(plan(process(""), new Credentials.Facts(37, true)));

        assertThat(recording.calls(Prctl.class).stream()
                        .filter(prctl -> prctl.option() == Prctl.PR_CAPBSET_DROP)
                        .map(Prctl::argument2))
                .hasSize(38)
                .last()
                .isEqualTo(37L);
    }
}
