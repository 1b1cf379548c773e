package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Callers without privileges on the machine: an ordinary user, and the root of a user namespace. */
@BlackBoxTest
@JrunOnly("other runtimes have other messages and folders")
class RootlessTest {
    private static final String MAPPINGS =
            "[{'containerID': 0, 'hostID': 4711, 'size': 1}, {'containerID': 1, 'hostID': 2000000, 'size': 65536}]";

    private static OrdinaryUser user(Jrun jrun) {
        return OrdinaryUser.in(jrun.file("user"));
    }

    /** A bundle that an ordinary user can run: its ids are mapped, and no limits are asked for. */
    private static BundleBuilder mapped(BundleBuilder bundle) {
        bundle.namespace("user");
        bundle.linux().remove("resources");
        return bundle.set("/linux/uidMappings", MAPPINGS).set("/linux/gidMappings", MAPPINGS);
    }

    private static Path give(OrdinaryUser user, BundleBuilder bundle) {
        return user.own(bundle.write());
    }

    private static Result run(Jrun jrun, OrdinaryUser user, BundleBuilder bundle, String... globals) {
        List<String> command = new ArrayList<>(List.of(user.binary().toString()));
        command.addAll(List.of(globals));
        command.addAll(List.of("run", "--bundle", give(user, bundle).toString(), Jrun.newId()));
        return jrun.of(user, command.toArray(String[]::new)).run();
    }

    /** The same, called by the root of a user namespace that the user made. */
    private static Result runAsMappedRoot(Jrun jrun, OrdinaryUser user, BundleBuilder bundle) {
        bundle.linux().remove("resources");
        return jrun.of(
                        user,
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--map-auto",
                        user.binary().toString(),
                        "run",
                        "--bundle",
                        give(user, bundle).toString(),
                        Jrun.newId())
                .run();
    }

    @Test
    void aUserMapsTheRangesItWasGranted(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun);
        mapped(bundle).script("cat /proc/self/uid_map /proc/self/gid_map; id -u; id -G; ls -ldn /root");
        bundle.set("/process/user", "{'uid': 5, 'gid': 6, 'additionalGids': [7]}");

        assertThat(run(jrun, user, bundle).expectSuccess().out().replaceAll(" +", " "))
                .startsWith(" 0 4711 1\n 1 2000000 65536\n 0 4711 1\n 1 2000000 65536\n5\n6 7\n")
                .containsPattern("drwx\\S+ 2 0 0 ");
    }

    @Test
    void theWholeLifeOfAContainer(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun);
        String path = give(user, mapped(bundle).sleeping()).toString();
        String id = Jrun.newId();
        try {
            jrun(jrun, user, "create", "--bundle", path, id);
            assertThat(status(jrun, user, id)).isEqualTo("created");
            jrun(jrun, user, "start", id);
            assertThat(status(jrun, user, id)).isEqualTo("running");
            assertThat(user.runtimeFolder().resolve("jrun").resolve(id)).isDirectory();
            jrun(jrun, user, "kill", id, "KILL");
            Await.until("the end", () -> status(jrun, user, id), "stopped"::equals);
        } finally {
            jrun(jrun, user, "delete", "--force", id);
        }
        assertThat(user.runtimeFolder().resolve("jrun").resolve(id)).doesNotExist();
    }

    private static String jrun(Jrun jrun, OrdinaryUser user, String... arguments) {
        List<String> command = new ArrayList<>(List.of(user.binary().toString()));
        command.addAll(List.of(arguments));
        return jrun.of(user, command.toArray(String[]::new))
                .run()
                .expectSuccess()
                .out();
    }

    private static String status(Jrun jrun, OrdinaryUser user, String id) {
        return new JsonMapper()
                .readTree(jrun(jrun, user, "state", id))
                .path("status")
                .asString();
    }

    @Test
    void theStateFolderStaysWhenOldFilesAreTidiedAway(Jrun jrun, BundleBuilder bundle) throws IOException {
        OrdinaryUser user = user(jrun);
        run(jrun, user, mapped(bundle).args("true")).expectSuccess();

        assertThat((Integer) Files.getAttribute(user.runtimeFolder().resolve("jrun"), "unix:mode") & 07777)
                .isEqualTo(01700);
    }

    @Test
    void aUserWithoutARangeIsToldWhichFileLacksIt(Jrun jrun, BundleBuilder bundle) {
        run(jrun, user(jrun).grant(""), mapped(bundle).args("true"))
                .expectFailure("/linux/uidMappings: ", "newuidmap", "/etc/subuid has no range for jrun-test-user");
    }

    @Test
    void aRangeThatIsTooSmallIsNamed(Jrun jrun, BundleBuilder bundle) {
        run(
                        jrun,
                        user(jrun).grant("jrun-test-user:2000000:10\n"),
                        mapped(bundle).args("true"))
                .expectFailure("/etc/subuid grants jrun-test-user 2000000 to 2000009", "65536 from 2000000 on");
    }

    @Test
    void aMissingNewuidmapIsNamed(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun).prepared("mount --bind /dev/null /usr/bin/newuidmap");

        run(jrun, user, mapped(bundle).args("true"))
                .expectFailure("/linux/uidMappings: a user needs newuidmap", "install it", "4711 alone");
    }

    @Test
    void aNewuidmapThatIsNotSetuidIsNamed(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun);
        user.prepared("cp /usr/bin/newuidmap '" + user.home() + "/plain' && chmod 755 '" + user.home()
                + "/plain' && mount --bind '" + user.home() + "/plain' /usr/bin/newuidmap");

        run(jrun, user, mapped(bundle).args("true"))
                .expectFailure("it is not setuid root: chmod u+s /usr/bin/newuidmap");
    }

    @Test
    void theConfigThatSpecWritesRuns(Jrun jrun, BundleBuilder bundle) throws IOException {
        OrdinaryUser user = user(jrun);
        Path folder = give(user, bundle);
        Path file = folder.resolve("config.json");
        Files.delete(file);
        jrun(jrun, user, "spec", "--rootless", "--bundle", folder.toString());
        ObjectNode config = (ObjectNode) new JsonMapper().readTree(file);
        ((ObjectNode) config.get("process"))
                .put("terminal", false)
                .putArray("args")
                .add("id");
        Files.writeString(file, config.toString());

        assertThat(jrun(jrun, user, "run", "--bundle", folder.toString(), Jrun.newId()))
                .startsWith("uid=0(root) gid=0(root)");
    }

    @Test
    void theOomScoreMayBeRaised(Jrun jrun, BundleBuilder bundle) {
        mapped(bundle).set("/process/oomScoreAdj", "321").args("cat", "/proc/self/oom_score_adj");

        assertThat(run(jrun, user(jrun), bundle).expectSuccess().out()).isEqualTo("321\n");
    }

    @Test
    void aLowerOomScoreIsPassedOver(Jrun jrun, BundleBuilder bundle) {
        mapped(bundle).set("/process/oomScoreAdj", "-1000").args("echo", "runs");

        assertThat(run(jrun, user(jrun), bundle).expectSuccess().out()).isEqualTo("runs\n");
    }

    @Test
    void cgroupsThatTheUserMayNotMakeArePassedOverWithADebugLine(Jrun jrun, BundleBuilder bundle) {
        Result result = run(jrun, user(jrun), mapped(bundle).args("true"), "--debug");

        assertThat(result.exit()).isZero();
        assertThat(result.err()).containsPattern("Mkdirat\\[dir=AT_FDCWD, path=/sys/fs/cgroup/.* = EACCES");
    }

    @Test
    void aLimitThatCanNotBeSetIsAnError(Jrun jrun, BundleBuilder bundle) {
        mapped(bundle).set("/linux/resources", "{'pids': {'limit': 10}}").args("true");

        run(jrun, user(jrun), bundle)
                .expectFailure("/linux/resources/pids/limit: ", "in a cgroup that was delegated to it");
    }

    @Test
    void rootlessFalseMakesCgroupsAMust(Jrun jrun, BundleBuilder bundle) {
        run(jrun, user(jrun), mapped(bundle).args("true"), "--rootless=false")
                .expectFailure("make cgroup /sys/fs/cgroup/", "permission denied");
    }

    @Test
    void rootMayBeTreatedAsRootless(Jrun jrun, BundleBuilder bundle) {
        bundle.script("cat /proc/self/oom_score_adj").set("/process/oomScoreAdj", "17");

        assertThat(jrun.succeed(
                                "--rootless=true",
                                "run",
                                "--bundle",
                                bundle.write().toString(),
                                Jrun.newId())
                        .out())
                .isEqualTo("17\n");
    }

    @Test
    void theRootOfAUserNamespaceIsRootless(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun);
        bundle.script("id -u; ls -ln /dev/null; echo written > /dev/null && echo usable");

        assertThat(runAsMappedRoot(jrun, user, bundle).expectSuccess().out())
                .startsWith("0\ncrw")
                .contains("1,   3")
                .endsWith("usable\n");
        assertThat(user.runtimeFolder().resolve("jrun")).isDirectory();
    }

    @Test
    void theRootOfAUserNamespaceSeesItsCallersCgroups(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev")
                .withoutNamespace("cgroup");
        bundle.script(
                "grep ' /sys/fs/cgroup' /proc/self/mountinfo | grep -c cgroup; cd /sys/fs/cgroup; test ! -d pids || cd"
                        + " pids; mkdir x || echo refused");

        Result result = runAsMappedRoot(jrun, user(jrun), bundle);

        assertThat(result.out()).endsWith("refused\n").doesNotStartWith("0\n");
    }

    @Test
    void aUserNamespaceInAUserNamespaceMapsWhatTheOuterOneHas(Jrun jrun, BundleBuilder bundle) {
        bundle.namespace("user");
        bundle.set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 100, 'size': 10}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 100, 'size': 10}]")
                .script("cat /proc/self/uid_map");

        assertThat(runAsMappedRoot(jrun, user(jrun), bundle)
                        .expectSuccess()
                        .out()
                        .replaceAll(" +", " "))
                .isEqualTo(" 0 100 10\n");

        bundle.set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 10}]");
        runAsMappedRoot(jrun, OrdinaryUser.in(jrun.file("user2")), bundle)
                .expectFailure("write the user namespace's uid_map: ", "an id has to be mapped there");
    }

    @Test
    void whatTheKernelKeepsOfAMountFromOutsideIsTold(Jrun jrun, BundleBuilder bundle) throws IOException {
        OrdinaryUser user = user(jrun);
        Path locked = Files.createDirectory(user.home().resolve("locked"));
        user.own(user.home()).toFile();
        user.prepared("mount -t tmpfs -o nosuid,nodev,noexec tmpfs '" + locked + "'");
        bundle.mount("/mnt", "bind", locked.toString(), "rbind", "rw")
                .script("grep -o ' /mnt r[ow],nosuid,nodev,noexec' /proc/self/mountinfo");

        assertThat(runAsMappedRoot(jrun, user, bundle).expectSuccess().out())
                .isEqualTo(" /mnt rw,nosuid,nodev,noexec\n");

        bundle.mount("/srv", "bind", locked.toString(), "rbind", "exec");
        runAsMappedRoot(jrun, user, bundle).expectFailure("mount /srv", "the kernel keeps", "noexec");
    }

    @Test
    void aMaskedProcOfTheCallersIsTheReasonForNoProc(Jrun jrun, BundleBuilder bundle) {
        OrdinaryUser user = user(jrun).prepared("mount --bind /dev/null /proc/uptime");

        runAsMappedRoot(jrun, user, bundle.args("true"))
                .expectFailure("mount /proc (proc): ", "nothing of the caller's /proc is masked");
    }

    @Test
    void aUserCanNotMapTheOwnersOfAMount(Jrun jrun, BundleBuilder bundle) {
        mapped(bundle).mount("/mnt", "bind", "/srv", "rbind", "idmap").args("true");

        run(jrun, user(jrun), bundle).expectFailure("/mounts/", "needs root's privileges on the host");
    }

    @Test
    void theHostsQueuesAreBoundWhereTheIpcIsTheHosts(Jrun jrun, BundleBuilder bundle) throws IOException {
        OrdinaryUser user = user(jrun);
        bundle.withoutNamespace("ipc").script("ls /dev/mqueue");
        Path queues = Files.createDirectory(user.home().resolve("queues"));
        user.prepared("mkdir -p '" + queues + "' && mount -t tmpfs tmpfs /dev && mkdir /dev/mqueue && mknod -m 666"
                + " /dev/null c 1 3 && mknod -m 666 /dev/zero c 1 5 && mknod -m 666 /dev/full c 1 7 && mknod -m 666"
                + " /dev/random c 1 8 && mknod -m 666 /dev/urandom c 1 9 && mknod -m 666 /dev/tty c 5 0 && touch"
                + " /dev/mqueue/queue");
        if (!bundle.config().toString().contains("mqueue")) {
            bundle.mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev");
        }

        assertThat(runAsMappedRoot(jrun, user, bundle).expectSuccess().out()).isEqualTo("queue\n");
    }
}
