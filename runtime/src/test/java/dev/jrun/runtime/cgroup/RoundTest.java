package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Mkdirat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RoundTest {
    private final FakeKernel kernel = new FakeKernel();
    private final List<Integer> together = new ArrayList<>();
    private final List<Plan> later = new ArrayList<>();

    /** Notes how many plans come at a time. */
    private final SyscallExecutor counting = new SyscallExecutor() {
        @Override
        public Outcome run(Plan plan) {
            return kernel.run(plan);
        }

        @Override
        public void runAll(List<Plan> plans, Consumer<Outcome> done) {
            together.add(plans.size());
            kernel.runAll(plans, done);
        }

        @Override
        public void runLater(Plan plan, Consumer<Outcome> told) {
            later.add(plan);
        }

        @Override
        public String where() {
            return "counting";
        }
    };

    @Test
    void worksThatDoNotDependOnEachOtherGoTogetherAsLongAsAllHaveAPlan() {
        Round<List<String>> all = Round.together(List.of(makes("/a", "/b"), makes("/c")));

        assertThat(all.run(counting)).containsExactly("/b", "/c");

        assertThat(together).containsExactly(2, 1);
    }

    @Test
    void aPlanThatNobodyAsksTheOutcomeOfMayBeLeftForLater() {
        Round<String> work = Round.blind(making("/a")).then(done -> makes("/b"));

        assertThat(work.runAlong(counting)).isEqualTo("/b");

        assertThat(later).hasSize(1);
        assertThat(together).containsExactly(1);
    }

    private static Round<String> makes(String... folders) {
        List<String> rest = List.of(folders);
        return Round.next(making(rest.getFirst()), outcome -> {
            List<String> others = rest.subList(1, rest.size());
            return others.isEmpty() ? new Round.Finished<>(rest.getFirst()) : makes(others.toArray(String[]::new));
        });
    }

    private static Plan making(String folder) {
        var plan = new Plan();
        plan.call("make " + folder, new Mkdirat(Fd.CWD, folder, 0755));
        return plan;
    }
}
