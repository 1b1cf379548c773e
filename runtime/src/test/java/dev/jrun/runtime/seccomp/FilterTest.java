package dev.jrun.runtime.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.SeccompFilterFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.CredentialCall.SetSeccompFilter;
import dev.jrun.runtime.syscall.CredentialCall.Setresuid;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.spec.seccomp.Seccomp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags, and the calls that a filter must let through. */
class FilterTest {
    private static Filter filter(String members) {
        Seccomp profile = Profiles.parse("{" + members.replace('\'', '"') + "}");
        return Filter.of(new Programs(List.of()).of(profile), profile);
    }

    private static Plan setUid(int uid) {
        var plan = new Plan();
        plan.call("set uid", new Setresuid(uid, uid, uid));
        return plan;
    }

    @Test
    void flagsAreTheKernelsAndTsyncIsLeftOut() {
        Filter filter = filter("""
                'defaultAction': 'SCMP_ACT_ALLOW', 'flags': ['SECCOMP_FILTER_FLAG_TSYNC', 'SECCOMP_FILTER_FLAG_LOG',
                  'SECCOMP_FILTER_FLAG_SPEC_ALLOW', 'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV']
                """);

        assertThat(filter.flags())
                .containsExactly(
                        SeccompFilterFlag.SECCOMP_FILTER_FLAG_LOG, SeccompFilterFlag.SECCOMP_FILTER_FLAG_SPEC_ALLOW);
    }

    @Test
    void noFlagsAreNone() {
        assertThat(filter("'defaultAction': 'SCMP_ACT_ALLOW'").flags()).isEmpty();
        assertThat(filter("'defaultAction': 'SCMP_ACT_ALLOW', 'flags': []").flags())
                .isEmpty();
    }

    @Test
    void notificationsNeedAListenerWhichMayWaitKillable() {
        Filter filter = filter("""
                'defaultAction': 'SCMP_ACT_ALLOW', 'listenerPath': '/run/l',
                  'flags': ['SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV'],
                  'syscalls': [{'names': ['mkdirat'], 'action': 'SCMP_ACT_NOTIFY'}]
                """);

        assertThat(filter.notifies()).isTrue();
        assertThat(filter.flags())
                .containsExactly(
                        SeccompFilterFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER,
                        SeccompFilterFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
    }

    @Test
    void theFilterAndWhatFollowsItAreOnePiece() {
        Filter filter = filter("'defaultAction': 'SCMP_ACT_ALLOW'");
        var plan = new Plan();

        filter.addTo(plan, () -> {
            plan.call("set uid", new Setresuid(1, 1, 1));
            plan.call("set uid", new Setresuid(2, 2, 2));
        });

        assertThat(plan.steps().getFirst().call()).isInstanceOf(SetSeccompFilter.class);
        assertThat(plan.steps().getFirst().reach()).isEqualTo(2);
        assertThat(plan.steps().getFirst().tolerated()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP", "SCMP_ACT_TRACE"})
    void aFilterUnderWhichNothingCanBeExecutedIsRefused(String action) {
        Filter filter = filter(
                "'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['execve'], 'action': '" + action + "'}]");

        assertThatThrownBy(filter::requireExecutable)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("/linux/seccomp: the filter answers execve with SCMP_ACT_")
                .hasMessageEndingWith("allow execve");
    }

    @Test
    void executingIsAllThatAFilterHasToAllow() {
        assertThatCode(
                        filter(
                                        "'defaultAction': 'SCMP_ACT_KILL', 'syscalls': [{'names': ['execve'], 'action': 'SCMP_ACT_ALLOW'}]")
                                ::requireExecutable)
                .doesNotThrowAnyException();
    }

    @Test
    void theCallsThatHandTheListenerOverMustNotAskIt() {
        String listening = "'defaultAction': 'SCMP_ACT_ALLOW', 'listenerPath': '/run/l', 'syscalls': ["
                + "{'names': ['%s'], 'action': 'SCMP_ACT_NOTIFY'}]";

        for (String name : List.of("sendmsg", "recvmsg")) {
            assertThatThrownBy(filter(listening.formatted(name))::requireExecutable)
                    .hasMessageContaining("answers " + name + " with SCMP_ACT_NOTIFY");
        }
        assertThatCode(filter(listening.formatted("execve"))::requireExecutable).doesNotThrowAnyException();
    }

    @Test
    void callsAfterTheFilterAreJudgedByTheirArguments() {
        Filter filter = filter("""
                'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['setresuid'], 'action': 'SCMP_ACT_ERRNO',
                  'args': [{'index': 0, 'value': 7, 'op': 'SCMP_CMP_EQ'}]}]
                """);

        filter.requireAllowed(setUid(6).steps());
        assertThatThrownBy(() -> filter.requireAllowed(setUid(7).steps()))
                .hasMessageContaining("answers setresuid with SCMP_ACT_ERRNO (EPERM)")
                .hasMessageContaining("/process/noNewPrivileges");
    }
}
