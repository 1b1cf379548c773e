package dev.jrun.spec.check;

import dev.jrun.spec.Config;
import dev.jrun.spec.Hook;
import dev.jrun.spec.Hooks;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Process;
import dev.jrun.spec.Root;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** All the checks of a configuration. */
public final class SemanticChecks {
    /** What nearly all configurations have. A start of the JVM that looks for nothing else needs no regular expression. */
    private static final Set<String> RELEASES =
            Set.of("1.0.0", "1.0.1", "1.0.2", "1.0.2-dev", "1.1.0", "1.2.0", "1.2.1", "1.3.0");

    private final Config config;
    private final Problems problems = new Problems();

    private SemanticChecks(Config config) {
        this.config = config;
    }

    /** The problems of a configuration, errors and warnings, in the order of the checks. */
    public static List<Problem> check(Config config) {
        return new SemanticChecks(config).check();
    }

    /** The problems of a process that {@code exec} adds to a container. */
    public static List<Problem> check(Process process) {
        Problems problems = new Problems();
        new ProcessChecks(process, "", problems).check();
        return problems.found();
    }

    private List<Problem> check() {
        Linux linux = config.linux().orElse(Linux.EMPTY);
        version();
        root();
        process();
        hooks(config.hooks().orElse(Hooks.NONE));
        annotations();
        new NamespaceChecks(config, linux, problems).check();
        new IdMappingChecks(config, linux, problems).check();
        new MountChecks(config.mounts(), problems).check();
        new SysctlChecks(config, linux, problems).check();
        new LinuxChecks(linux, problems).check();
        linux.resources().ifPresent(resources -> new ResourceChecks(resources, problems).check());
        linux.seccomp().ifPresent(seccomp -> new SeccompChecks(seccomp, problems).check());
        return problems.found();
    }

    private void version() {
        String version = config.ociVersion();
        if (RELEASES.contains(version)) {
            return;
        }
        if (!Version.PATTERN.matcher(version).matches()) {
            problems.error("/ociVersion", "expected a version such as 1.3.0, found \"" + version + "\"");
        } else if (!version.startsWith("1.")) {
            problems.error("/ociVersion", "version " + version + " is not supported, only 1.x.y is");
        }
    }

    private static final class Version {
        private static final String NUMBER = "(0|[1-9][0-9]*)";
        static final Pattern PATTERN =
                Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
    }

    private void root() {
        Optional<Root> root = config.root();
        if (root.isEmpty()) {
            problems.error("/root", "missing, a container needs a root filesystem");
        } else if (root.get().path().isEmpty()) {
            problems.error("/root/path", "must not be empty");
        } else {
            problems.noNul("/root/path", root.get().path());
        }
    }

    private void process() {
        if (config.process().isEmpty()) {
            problems.error("/process", "missing, a container needs a process");
        } else {
            new ProcessChecks(config.process().get(), "/process", problems).check();
        }
    }

    private void hooks(Hooks hooks) {
        hooks("/hooks/prestart", hooks.prestart());
        hooks("/hooks/createRuntime", hooks.createRuntime());
        hooks("/hooks/createContainer", hooks.createContainer());
        hooks("/hooks/startContainer", hooks.startContainer());
        hooks("/hooks/poststart", hooks.poststart());
        hooks("/hooks/poststop", hooks.poststop());
    }

    private void hooks(String pointer, List<Hook> hooks) {
        for (int i = 0; i < hooks.size(); i++) {
            problems.absolutePath(pointer + "/" + i + "/path", hooks.get(i).path());
            problems.environment(pointer + "/" + i + "/env", hooks.get(i).env());
        }
    }

    private void annotations() {
        for (String key : config.annotations().keySet()) {
            if (key.isEmpty()) {
                problems.error("/annotations/", "the name of an annotation is empty");
            }
        }
    }
}
