package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/**
 * Scopes that an ordinary user's systemd makes. Needs a machine that knows the user of {@link OrdinaryUser} by name and
 * whose process 1 is systemd: `make test-vm` boots one. The user's systemd was given pids, memory and cpu, no more.
 */
@BlackBoxTest
@Tag("systemd")
@Timeout(600)
@JrunOnly("other runtimes have other names for the scope")
class SystemdUserTest {
    private static final String MANAGER = "user@" + OrdinaryUser.UID + ".service";
    private static final Path SESSION = Path.of("/run/user/" + OrdinaryUser.UID);
    private static final String SLICE = "/user.slice/user-" + OrdinaryUser.UID + ".slice/" + MANAGER + "/user.slice";
    private static final String MAPPINGS =
            "[{'containerID': 0, 'hostID': 4711, 'size': 1}, {'containerID': 1, 'hostID': 2000000, 'size': 65536}]";

    @BeforeAll
    static void startTheUsersSystemd() throws IOException, InterruptedException {
        systemctl("start", MANAGER);
    }

    @AfterAll
    static void stopTheUsersSystemd() throws IOException, InterruptedException {
        systemctl("stop", MANAGER);
    }

    private static void systemctl(String verb, String unit) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("systemctl", verb, unit)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static OrdinaryUser user(Jrun jrun) {
        return OrdinaryUser.in(jrun.file("user"));
    }

    private static Invocation inSession(Jrun jrun, OrdinaryUser user, String... program) {
        return jrun.of(user, program).environment("XDG_RUNTIME_DIR", SESSION.toString());
    }

    private static Result jrun(Jrun jrun, OrdinaryUser user, String... arguments) {
        return inSession(jrun, user, command(user, arguments)).run();
    }

    private static String[] command(OrdinaryUser user, String... arguments) {
        List<String> command = new ArrayList<>(List.of(user.binary().toString(), "--root", root(user)));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static String root(OrdinaryUser user) {
        return user.home().resolve("state").toString();
    }

    private static String give(OrdinaryUser user, BundleBuilder bundle) {
        return user.own(bundle.write()).toString();
    }

    private static BundleBuilder mapped(BundleBuilder bundle) {
        bundle.namespace("user");
        return bundle.set("/linux/uidMappings", MAPPINGS).set("/linux/gidMappings", MAPPINGS);
    }

    private static String scope(String id) {
        return "jrun-" + id + ".scope";
    }

    private static Path folder(String id) {
        return Path.of("/sys/fs/cgroup" + SLICE, scope(id));
    }

    private static String status(Jrun jrun, OrdinaryUser user, String id) {
        String state = jrun(jrun, user, "state", id).expectSuccess().out();
        return new JsonMapper().readTree(state).path("status").asString();
    }

    private static String property(Jrun jrun, OrdinaryUser user, String id, String property) {
        return inSession(jrun, user, "systemctl", "--user", "show", "--value", "-p", property, scope(id))
                .run()
                .expectSuccess()
                .out()
                .strip();
    }

    @Test
    void aUsersContainerIsAScopeInTheUsersSliceUntilItIsDeleted(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun);
        mapped(bundle)
                .set("/linux/resources", "{'memory': {'limit': 67108864}, 'pids': {'limit': 20}}")
                .sleeping();
        String id = Jrun.newId();
        try {
            jrun(jrun, user, "--systemd-cgroup", "create", "--bundle", give(user, bundle), id)
                    .expectSuccess();
            jrun(jrun, user, "start", id).expectSuccess();

            assertThat(folder(id).resolve("memory.max")).hasContent("67108864");
            assertThat(folder(id).resolve("pids.max")).hasContent("20");
            assertThat(property(jrun, user, id, "TasksMax")).isEqualTo("20");
            assertThat(property(jrun, user, id, "ControlGroup")).isEqualTo(SLICE + "/" + scope(id));

            jrun(jrun, user, "update", "--pids-limit", "30", id).expectSuccess();
            assertThat(folder(id).resolve("pids.max")).hasContent("30");
            assertThat(property(jrun, user, id, "TasksMax")).isEqualTo("30");

            jrun(jrun, user, "kill", id, "KILL").expectSuccess();
            Await.until("the end", () -> status(jrun, user, id), "stopped"::equals);
        } finally {
            jrun(jrun, user, "delete", "--force", id).expectSuccess();
        }
        assertThat(folder(id)).doesNotExist();
        assertThat(property(jrun, user, id, "LoadState")).isEqualTo("not-found");
    }

    @Test
    void execJoinsTheScopeFromWhereTheKernelAllowsIt(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun);
        String folder = give(user, mapped(bundle).sleeping());
        String id = Jrun.newId();
        try {
            jrun(jrun, user, "--systemd-cgroup", "create", "--bundle", folder, id)
                    .expectSuccess();
            jrun(jrun, user, "start", id).expectSuccess();

            List<String> exec = new ArrayList<>(List.of("systemd-run", "--user", "--scope", "--quiet"));
            exec.addAll(List.of(command(user, "exec", id, "cat", "/proc/self/cgroup")));
            assertThat(inSession(jrun, user, exec.toArray(String[]::new))
                            .run()
                            .expectSuccess()
                            .out())
                    .isEqualTo("0::/\n");
            // This test's own cgroup is root's.
            assertThat(jrun(jrun, user, "exec", id, "cat", "/proc/self/cgroup")
                            .expectSuccess()
                            .out())
                    .startsWith("0::/../");
        } finally {
            jrun(jrun, user, "delete", "--force", id).expectSuccess();
        }
    }

    @Test
    void whereThereIsNoBusSystemdIsAskedItself(Jrun jrun, BundleBuilder bundle) throws IOException {
        OrdinaryUser user = user(jrun);
        Files.createSymbolicLink(user.runtimeFolder().resolve("systemd"), SESSION.resolve("systemd"));
        mapped(bundle).withoutNamespace("cgroup").args("cat", "/proc/self/cgroup");
        String id = Jrun.newId();

        String[] run = command(user, "--systemd-cgroup", "run", "--bundle", give(user, bundle), id);
        assertThat(jrun.of(user, run).run().expectSuccess().out()).isEqualTo("0::" + SLICE + "/" + scope(id) + "\n");

        assertThat(folder(id)).doesNotExist();
    }

    @Test
    void theRootOfAUserNamespaceHasTheUsersSystemd(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun);
        bundle.withoutNamespace("cgroup")
                .set("/linux/resources", "{'pids': {'limit': 20}}")
                .args("cat", "/proc/self/cgroup");
        String id = Jrun.newId();
        List<String> run = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--map-auto"));
        run.addAll(List.of(command(user, "--systemd-cgroup", "run", "--bundle", give(user, bundle), id)));

        assertThat(inSession(jrun, user, run.toArray(String[]::new))
                        .run()
                        .expectSuccess()
                        .out())
                .isEqualTo("0::" + SLICE + "/" + scope(id) + "\n");

        assertThat(folder(id)).doesNotExist();
    }

    @Test
    void aLimitOfAControllerThatTheUserWasNotGivenIsAnError(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun);
        mapped(bundle).set("/linux/resources", "{'cpu': {'cpus': '0'}}").args("true");
        String id = Jrun.newId();

        jrun(jrun, user, "--systemd-cgroup", "run", "--bundle", give(user, bundle), id)
                .expectFailure("/linux/resources/cpu/cpus");

        assertThat(folder(id)).doesNotExist();
    }
}
