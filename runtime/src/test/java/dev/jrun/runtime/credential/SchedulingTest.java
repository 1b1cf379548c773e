package dev.jrun.runtime.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel is told of scheduling, memory nodes and execution domains, bit by bit. */
class SchedulingTest {
    private static Config config(String process, String linux) {
        String json = "{'ociVersion': '1.3.0', 'process': {'cwd': '/'" + process + "}, 'linux': {" + linux + "}}";
        return ConfigReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Plan scheduling(String process) {
        return Scheduling.plan(config(", " + process, "").process().orElseThrow(), 42);
    }

    private static CpuAffinity affinity(String value) {
        return CpuAffinity.of(
                config(", 'execCPUAffinity': " + value, "").process().orElseThrow());
    }

    private static Plan policy(String value) {
        return NumaPolicy.plan(config("", "'memoryPolicy': " + value).linux().orElseThrow());
    }

    private static Plan domain(String value) {
        return ExecutionDomain.plan(
                config("", "'personality': " + value).linux().orElseThrow());
    }

    private static RawCall only(Plan plan) {
        assertThat(plan.steps()).hasSize(1);
        return plan.steps().getFirst().call().lower();
    }

    private static ByteBuffer memory(RawCall call, int argument) {
        assertThat(call.args().get(argument)).isInstanceOf(Arg.Memory.class);
        return ByteBuffer.wrap(((Arg.Memory) call.args().get(argument)).bytes()).order(ByteOrder.nativeOrder());
    }

    private static Plan planned(ObjLongConsumer<Plan> steps) {
        Plan plan = new Plan();
        steps.accept(plan, 42);
        return plan;
    }

    @Test
    void nothingIsDoneWhereNothingIsAskedFor() {
        Config config = config("", "");

        assertThat(Scheduling.plan(config.process().orElseThrow(), 42).isEmpty())
                .isTrue();
        CpuAffinity affinity = CpuAffinity.of(config.process().orElseThrow());
        assertThat(planned(affinity::beforeCgroup).isEmpty()).isTrue();
        assertThat(planned(affinity::afterCgroup).isEmpty()).isTrue();
        assertThat(NumaPolicy.plan(config.linux().orElseThrow()).isEmpty()).isTrue();
        assertThat(ExecutionDomain.plan(config.linux().orElseThrow()).isEmpty()).isTrue();
    }

    @Test
    void theSchedulersStructIsTheKernels() {
        RawCall call = only(scheduling("'scheduler': {'policy': 'SCHED_DEADLINE', 'nice': -7, 'priority': 9,"
                + " 'flags': ['SCHED_FLAG_RESET_ON_FORK', 'SCHED_FLAG_DL_OVERRUN'],"
                + " 'runtime': 18446744073709551615, 'deadline': 20, 'period': 30}"));

        assertThat(call.number()).isEqualTo(SyscallNumber.SCHED_SETATTR);
        assertThat(call.args().getFirst()).isEqualTo(Arg.of(42));
        ByteBuffer struct = memory(call, 1);
        assertThat(struct.capacity()).isEqualTo(48);
        assertThat(struct.getInt(0)).isEqualTo(48);
        assertThat(struct.getInt(4)).isEqualTo(6);
        assertThat(struct.getLong(8)).isEqualTo(5);
        assertThat(struct.getInt(16)).isEqualTo(-7);
        assertThat(struct.getInt(20)).isEqualTo(9);
        assertThat(struct.getLong(24)).isEqualTo(-1);
        assertThat(struct.getLong(32)).isEqualTo(20);
        assertThat(struct.getLong(40)).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({"OTHER,0", "FIFO,1", "RR,2", "BATCH,3", "ISO,4", "IDLE,5", "DEADLINE,6"})
    void policiesHaveTheKernelsNumbers(String policy, int number) {
        RawCall call = only(scheduling("'scheduler': {'policy': 'SCHED_" + policy + "'}"));

        assertThat(memory(call, 1).getInt(4)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "RESET_ON_FORK,1",
        "RECLAIM,2",
        "DL_OVERRUN,4",
        "KEEP_POLICY,8",
        "KEEP_PARAMS,16",
        "UTIL_CLAMP_MIN,32",
        "UTIL_CLAMP_MAX,64"
    })
    void flagsHaveTheKernelsBits(String flag, long bit) {
        RawCall call = only(scheduling("'scheduler': {'policy': 'SCHED_OTHER', 'flags': ['SCHED_FLAG_" + flag + "']}"));

        assertThat(memory(call, 1).getLong(8)).isEqualTo(bit);
    }

    @Test
    void clampsOfUtilizationAreLeftToTheKernel() {
        RawCall call =
                only(scheduling("'scheduler': {'policy': 'SCHED_OTHER', 'flags': ['SCHED_FLAG_UTIL_CLAMP_MAX']}"));

        ByteBuffer struct = memory(call, 1);
        assertThat(struct.getInt(0)).isEqualTo(56);
        assertThat(struct.getInt(48)).isEqualTo(-1);
        assertThat(struct.getInt(52)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"RT,1", "BE,2", "IDLE,3"})
    void theIoPriorityHasItsClassAboveItsLevel(String ioClass, int number) {
        RawCall call = only(scheduling("'ioPriority': {'class': 'IOPRIO_CLASS_" + ioClass + "', 'priority': 5}"));

        assertThat(call.number()).isEqualTo(SyscallNumber.IOPRIO_SET);
        assertThat(call.args()).containsExactly(Arg.of(1), Arg.of(42), Arg.of(number * 8192L + 5));
    }

    @Test
    void execsRunOnTheirCpusBeforeAndAfterTheyEnterTheCgroup() {
        CpuAffinity affinity = affinity("{'initial': '0-2,64', 'final': '1'}");

        RawCall before = only(planned(affinity::beforeCgroup));
        assertThat(before.number()).isEqualTo(SyscallNumber.SCHED_SETAFFINITY);
        assertThat(before.args().getFirst()).isEqualTo(Arg.of(42));
        assertThat(before.args().get(1)).isEqualTo(Arg.of(16));
        assertThat(memory(before, 2).getLong(0)).isEqualTo(7);
        assertThat(memory(before, 2).getLong(8)).isEqualTo(1);
        assertThat(memory(only(planned(affinity::afterCgroup)), 2).getLong(0)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1-", "-1", "1-2-3", "3-1", "1,,2", "0x1", "99999", "1 2"})
    void aListOfCpusThatIsNoneIsRefused(String list) {
        assertThatThrownBy(() -> affinity("{'final': '" + list + "'}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/execCPUAffinity/final: \"" + list
                        + "\" is not a list of numbers and ranges such as 0-3,7");
    }

    @ParameterizedTest
    @CsvSource({
        "DEFAULT,0",
        "PREFERRED,1",
        "BIND,2",
        "INTERLEAVE,3",
        "LOCAL,4",
        "PREFERRED_MANY,5",
        "WEIGHTED_INTERLEAVE,6"
    })
    void modesOfMemoryPoliciesHaveTheKernelsNumbers(String mode, int number) {
        RawCall call = only(policy("{'mode': 'MPOL_" + mode + "', 'nodes': '1,3'}"));

        assertThat(call.number()).isEqualTo(SyscallNumber.SET_MEMPOLICY);
        assertThat(call.args().getFirst()).isEqualTo(Arg.of(number));
        assertThat(memory(call, 1).getLong(0)).isEqualTo(10);
        assertThat(call.args().get(2)).isEqualTo(Arg.of(65));
    }

    @Test
    void flagsOfAMemoryPolicyAreInItsMode() {
        RawCall call = only(policy("{'mode': 'MPOL_BIND', 'nodes': '0', 'flags': ['MPOL_F_STATIC_NODES',"
                + " 'MPOL_F_RELATIVE_NODES', 'MPOL_F_NUMA_BALANCING']}"));

        assertThat(call.args().getFirst()).isEqualTo(Arg.of(0xe002));
    }

    @Test
    void aMemoryPolicyWithoutNodesHasNoMask() {
        assertThat(only(policy("{'mode': 'MPOL_LOCAL'}")).args()).containsExactly(Arg.of(4), Arg.NULL, Arg.of(0));
    }

    @Test
    void executionDomainsHaveTheKernelsNumbers() {
        assertThat(only(domain("{'domain': 'LINUX'}")).args()).containsExactly(Arg.of(0));
        assertThat(only(domain("{'domain': 'LINUX32'}")).args()).containsExactly(Arg.of(8));
        assertThatThrownBy(() -> domain("{'domain': 'LINUX', 'flags': ['A']}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/personality/flags/0: A is not a flag; the specification has none yet");
    }
}
