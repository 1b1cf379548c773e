package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What an ordinary user can do to a container that was made, and what not. */
@BlackBoxTest
@JrunOnly("other runtimes have other messages")
class RootlessLifeTest {
    private static final String MAPPINGS =
            "[{'containerID': 0, 'hostID': 4711, 'size': 1}, {'containerID': 1, 'hostID': 2000000, 'size': 65536}]";

    /** A container of an ordinary user. */
    private record UsersContainer(Jrun jrun, OrdinaryUser user, String id) implements AutoCloseable {
        static UsersContainer create(Jrun jrun, BundleBuilder bundle) {
            OrdinaryUser user = OrdinaryUser.in(jrun.file("user"));
            bundle.namespace("user");
            bundle.linux().remove("resources");
            bundle.set("/linux/uidMappings", MAPPINGS)
                    .set("/linux/gidMappings", MAPPINGS)
                    .sleeping();
            var container = new UsersContainer(jrun, user, Jrun.newId());
            container
                    .call("create", "--bundle", user.own(bundle.write()).toString(), container.id)
                    .expectSuccess();
            return container;
        }

        static UsersContainer start(Jrun jrun, BundleBuilder bundle) {
            UsersContainer container = create(jrun, bundle);
            container.call("start", container.id).expectSuccess();
            return container;
        }

        Result call(String... arguments) {
            List<String> command = new ArrayList<>(List.of(user.binary().toString()));
            command.addAll(List.of(arguments));
            return jrun.of(user, command.toArray(String[]::new)).run();
        }

        String exec(String... program) {
            List<String> command = new ArrayList<>(List.of("exec", "--user", "5:6", id));
            command.addAll(List.of(program));
            return call(command.toArray(String[]::new)).expectSuccess().out();
        }

        ProcFacts init() {
            String state = call("state", id).expectSuccess().out();
            return new ProcFacts(new JsonMapper().readTree(state).path("pid").asInt());
        }

        @Override
        public void close() {
            call("delete", "--force", id).expectSuccess();
            Subreaper.reapOrphans();
        }
    }

    @Test
    void aProcessIsAddedToAContainerThatRuns(Jrun jrun, BundleBuilder bundle) {
        try (UsersContainer container = UsersContainer.start(jrun, bundle)) {
            assertThat(container.exec("sh", "-c", "id -u; id -g; hostname; cat /proc/1/comm"))
                    .isEqualTo("5\n6\njrun\nsleep\n");
            assertThat(container
                            .call("exec", container.id(), "sh", "-c", "exit 7")
                            .exit())
                    .isEqualTo(7);
        }
    }

    @Test
    void aContainerThatWasNotStartedIsNotEntered(Jrun jrun, BundleBuilder bundle) {
        try (UsersContainer container = UsersContainer.create(jrun, bundle)) {
            container
                    .call("exec", container.id(), "true")
                    .expectFailure("a user may not enter a container before it was started: start it first");
            container.call("start", container.id()).expectSuccess();
            assertThat(container.exec("echo", "entered")).isEqualTo("entered\n");
        }
    }

    @Test
    void newFileSystemsAreMountedAndTakenAway(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (UsersContainer container = UsersContainer.start(jrun, bundle)) {
            Path list = Files.writeString(
                    container.user().home().resolve("mounts.json"),
                    "[{\"destination\": \"/srv\", \"type\": \"tmpfs\"}]");

            container.call("mounts", "add", container.id(), list.toString()).expectSuccess();
            assertThat(container.init().hasMount("/srv")).isTrue();

            container.call("mounts", "remove", container.id(), list.toString()).expectSuccess();
            assertThat(container.init().hasMount("/srv")).isFalse();
        }
    }

    @Test
    void mountsOfTheHostAreNotAddedByAUser(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (UsersContainer container = UsersContainer.start(jrun, bundle)) {
            Path list = Files.writeString(
                    container.user().home().resolve("mounts.json"),
                    "[{\"destination\": \"/mnt\", \"source\": \"/srv\", \"options\": [\"bind\"]}]");

            container
                    .call("mounts", "add", container.id(), list.toString())
                    .expectFailure("mount /mnt (bind of /srv): ", "only root may copy a mount of the host");
            assertThat(container.init().hasMount("/mnt")).isFalse();
        }
    }

    @Test
    void withoutACgroupProcessesAreToldByThePidNamespace(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (UsersContainer container = UsersContainer.start(jrun, bundle)) {
            Path pidFile = container.user().home().resolve("pid");
            container
                    .call("exec", "--detach", "--pid-file", pidFile.toString(), container.id(), "sleep", "1000")
                    .expectSuccess();
            long init = container.init().pid();
            long added = Long.parseLong(Files.readString(pidFile));

            assertThat(container
                            .call("ps", "--format", "json", container.id())
                            .expectSuccess()
                            .out())
                    .isEqualTo("[%d,%d]\n".formatted(Math.min(init, added), Math.max(init, added)));
            assertThat(container.call("ps", container.id()).expectSuccess().out())
                    .hasLineCount(3);
            // Who called exec has to collect the process: until then the pid namespace has no end.
            container.call("kill", container.id(), "KILL").expectSuccess();
            assertThat(Subreaper.exitCode((int) added)).isEqualTo(128 + 9);
        }
    }

    @Test
    void whatTakesACgroupSaysSo(Jrun jrun, BundleBuilder bundle) {
        try (UsersContainer container = UsersContainer.start(jrun, bundle)) {
            String words = "the container has no cgroup of its own";

            container.call("pause", container.id()).expectFailure(words);
            container.call("update", "--pids-limit", "5", container.id()).expectFailure(words);
            container.call("events", "--stats", container.id()).expectFailure(words);
        }
    }

    @Test
    void criuTakesRoot(Jrun jrun, BundleBuilder bundle) {
        try (UsersContainer container = UsersContainer.start(jrun, bundle)) {
            container
                    .call("checkpoint", "--image-path", container.user().home().toString(), container.id())
                    .expectFailure("criu needs root's privileges");
        }
    }
}
