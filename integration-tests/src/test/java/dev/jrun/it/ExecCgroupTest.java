package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cgroups and CPUs of processes that {@code exec} adds. */
@BlackBoxTest
@Tag("cgroup")
class ExecCgroupTest {
    private static final String SUB = "/sub-of-exec";

    /** A process of the container's, until it is closed. */
    private record Added(ProcFacts process) implements AutoCloseable {
        static Added to(Jrun jrun, Container container, String... flags) throws IOException {
            Path pidFile = jrun.file("exec.pid");
            List<String> command = new ArrayList<>(List.of("exec", "-d", "--pid-file", pidFile.toString()));
            command.addAll(List.of(flags));
            command.addAll(List.of(container.id(), "sleep", "1000"));
            jrun.succeed(command.toArray(String[]::new));
            return new Added(new ProcFacts(Integer.parseInt(Files.readString(pidFile))));
        }

        @Override
        public void close() {
            ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
            assertThat(Subreaper.exitCode(process.pid())).isEqualTo(137);
        }
    }

    @Test
    void aPathIsBelowTheContainersCgroupInAllHierarchies(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (Container container = jrun.start(bundle.sleeping())) {
            makeSubs(container);
            try (Added added = Added.to(jrun, container, "--cgroup", SUB)) {
                container
                        .init()
                        .cgroups()
                        .forEach((controllers, path) -> assertThat(
                                        added.process().cgroups().get(controllers))
                                .as(controllers)
                                .isEqualTo(path + SUB));
            }
        }
    }

    @Test
    void aControllerMayHaveAPathOfItsOwn(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (Container container = jrun.start(bundle.sleeping())) {
            makeSubs(container);
            Map<String, String> inits = container.init().cgroups();
            String controller = inits.keySet().stream()
                    .filter(name -> !name.isEmpty() && !name.contains("=") && !name.contains(","))
                    .findFirst()
                    .orElse("");
            if (controller.isEmpty()) {
                // Version 2 alone has one cgroup for all controllers.
                jrun.call("exec", "--cgroup", "pids:" + SUB, container.id(), "true")
                        .expectFailure("unknown controller pids");
                return;
            }
            try (Added added = Added.to(jrun, container, "--cgroup=" + controller + ":" + SUB)) {
                inits.forEach((controllers, path) -> assertThat(
                                added.process().cgroups().get(controllers))
                        .isEqualTo(controllers.equals(controller) ? path + SUB : path));
            }
        }
    }

    @Test
    void aPathThatLeadsOutOrIsNotThereIsRefused(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            for (String path : List.of("..", "../" + container.id() + "-sibling", "a/../../b", "/..")) {
                jrun.call("exec", "--cgroup", path, container.id(), "true")
                        .expectFailure("is not a sub cgroup of the container's");
            }
            jrun.call("exec", "--cgroup", "absent", container.id(), "true").expectFailure("no such file or directory");
        }
    }

    @Test
    void whereInitHasMovedAndTheKernelWantsNoProcessesTheNewOneIsBesideIt(Jrun jrun, BundleBuilder bundle)
            throws IOException {
        try (Container container = jrun.start(bundle.sleeping())) {
            makeSubs(container);
            boolean refused = false;
            for (Path folder : CgroupTest.folders(container.init())) {
                if (Files.exists(folder.resolve("cgroup.controllers"))) {
                    Files.writeString(folder.resolve("." + SUB + "/cgroup.procs"), "" + container.pid());
                    refused = handDown(folder);
                }
            }
            try (Added added = Added.to(jrun, container)) {
                if (refused) {
                    assertThat(added.process().cgroups())
                            .isEqualTo(container.init().cgroups());
                } else {
                    // Without controllers version 2 lets processes be anywhere.
                    assertThat(added.process().cgroups().get("")).doesNotEndWith(SUB);
                }
            }
        }
    }

    @Test
    void aProcessMayHaveCpusOfItsOwn(Jrun jrun, BundleBuilder bundle) throws IOException {
        // On a machine with a single CPU the process has just that.
        int last = Runtime.getRuntime().availableProcessors() - 1;
        bundle.sleeping().set("/process/execCPUAffinity", "{'initial': '0', 'final': '" + last + "'}");
        try (Container container = jrun.start(bundle);
                Added added = Added.to(jrun, container)) {
            assertThat(added.process().status("Cpus_allowed_list")).isEqualTo("" + last);
            assertThat(container.init().status("Cpus_allowed_list")).isEqualTo(last == 0 ? "0" : "0-" + last);
        }
    }

    @Test
    void aPausedContainerTakesAProcessOnlyWhereTheCallerWaits(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.succeed("pause", container.id());
            jrun.call("exec", container.id(), "true").expectFailure("cannot exec in a paused container");

            Invocation waiting = jrun.command("exec", "--ignore-paused", container.id(), "echo", "resumed");
            Process process = waiting.start();
            Await.until("a second process in the cgroup", () -> holdsTwo(container));
            jrun.succeed("resume", container.id());

            assertThat(waiting.finish(process).expectSuccess().out()).isEqualTo("resumed\n");
        }
    }

    private static boolean holdsTwo(Container container) {
        try {
            for (Path folder : CgroupTest.folders(container.init())) {
                if (Files.readAllLines(folder.resolve("cgroup.procs")).size() > 1) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeSubs(Container container) throws IOException {
        for (Path folder : CgroupTest.folders(container.init())) {
            Path sub = Files.createDirectory(folder.resolve("." + SUB));
            for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                // A new cpuset of version 1 is empty, and takes no process then.
                if (Files.exists(sub.resolve(file)) && Files.notExists(sub.resolve("cgroup.controllers"))) {
                    Files.writeString(sub.resolve(file), Files.readString(folder.resolve(file)));
                }
            }
        }
    }

    /** Hands a controller down where there is one; processes are not welcome in the cgroup itself then. */
    private static boolean handDown(Path folder) throws IOException {
        List<String> controllers = List.of(
                Files.readString(folder.resolve("cgroup.controllers")).strip().split(" "));
        if (!controllers.contains("memory")) {
            return false;
        }
        Files.writeString(folder.resolve("cgroup.subtree_control"), "+memory");
        return true;
    }
}
