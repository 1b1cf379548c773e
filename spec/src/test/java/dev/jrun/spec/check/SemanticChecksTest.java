package dev.jrun.spec.check;

import static dev.jrun.spec.check.ChangedConfig.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.Config;
import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.Process;
import dev.jrun.spec.json.SpecReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SemanticChecksTest {
    @Test
    void aVersionThatIsNoSemVerIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/ociVersion",
                "expected a version such as 1.3.0, found \"1.3\"",
                "/ociVersion",
                "\"1.3\"");
    }

    @Test
    void anotherMajorVersionIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/ociVersion",
                "version 2.0.0 is not supported, only 1.x.y is",
                "/ociVersion",
                "\"2.0.0\"");
    }

    @Test
    void aDevelopmentVersionBefore1IsRefused() {
        assertProblem(
                Severity.ERROR,
                "/ociVersion",
                "version 0.5.0-dev is not supported, only 1.x.y is",
                "/ociVersion",
                "\"0.5.0-dev\"");
    }

    @Test
    void aMissingRootIsRefused() {
        assertProblem(Severity.ERROR, "/root", "missing, a container needs a root filesystem", "/root", "null");
    }

    @Test
    void anEmptyRootPathIsRefused() {
        assertProblem(Severity.ERROR, "/root/path", "must not be empty", "/root/path", "\"\"");
    }

    @Test
    void aMissingProcessIsRefused() {
        assertProblem(Severity.ERROR, "/process", "missing, a container needs a process", "/process", "null");
    }

    @Test
    void aRelativeHookPathIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/hooks/poststop/0/path",
                "expected an absolute path, found \"bin/x\"",
                "/hooks",
                "{\"poststop\":[{\"path\":\"bin/x\"}]}");
    }

    @Test
    void hookEnvironmentOfPrestartIsChecked() {
        assertProblem(
                Severity.ERROR,
                "/hooks/prestart/0/env/0",
                "expected NAME=value, found \"A\"",
                "/hooks",
                "{\"prestart\":[{\"path\":\"/x\",\"env\":[\"A\"]}]}");
    }

    @Test
    void hookEnvironmentOfCreateRuntimeIsChecked() {
        assertProblem(
                Severity.ERROR,
                "/hooks/createRuntime/0/env/0",
                "expected NAME=value, found \"A\"",
                "/hooks",
                "{\"createRuntime\":[{\"path\":\"/x\",\"env\":[\"A\"]}]}");
    }

    @Test
    void hookEnvironmentOfCreateContainerIsChecked() {
        assertProblem(
                Severity.ERROR,
                "/hooks/createContainer/0/env/0",
                "expected NAME=value, found \"A\"",
                "/hooks",
                "{\"createContainer\":[{\"path\":\"/x\",\"env\":[\"A\"]}]}");
    }

    @Test
    void hookEnvironmentOfStartContainerIsChecked() {
        assertProblem(
                Severity.ERROR,
                "/hooks/startContainer/0/env/0",
                "expected NAME=value, found \"A\"",
                "/hooks",
                "{\"startContainer\":[{\"path\":\"/x\",\"env\":[\"A\"]}]}");
    }

    @Test
    void hookEnvironmentOfPoststartIsChecked() {
        assertProblem(
                Severity.ERROR,
                "/hooks/poststart/0/env/0",
                "expected NAME=value, found \"A\"",
                "/hooks",
                "{\"poststart\":[{\"path\":\"/x\",\"env\":[\"A\"]}]}");
    }

    @Test
    void theDefaultConfigHasNoProblem() {
        assertThat(SemanticChecks.check(DefaultConfig.config())).isEmpty();
    }

    @Test
    void theRootlessConfigHasNoProblem() {
        assertThat(SemanticChecks.check(DefaultConfig.rootless(1000, 1001))).isEmpty();
    }

    @Test
    void theProblemsOfAProcessAloneAreFound() {
        Process process = SpecReader.read(Process.class, "{\"cwd\":\"/\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(SemanticChecks.check(process))
                .containsExactly(new Problem(Severity.ERROR, "/args", "missing or empty, it names the program to run"));
    }

    @Test
    void allProblemsAreFoundAtOnce() {
        Config config =
                ChangedConfig.with("/process/cwd", "\"tmp\"", "/process/args", "[]", "/ociVersion", "\"3.0.0\"");
        assertThat(SemanticChecks.check(config))
                .extracting(Problem::pointer)
                .containsExactly("/ociVersion", "/process/args", "/process/cwd");
    }
}
