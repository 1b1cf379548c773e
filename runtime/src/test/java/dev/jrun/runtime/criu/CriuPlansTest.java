package dev.jrun.runtime.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.criu.CriuRequest.Setting;
import dev.jrun.runtime.criu.CriuRequest.Value;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.Namespace;
import dev.jrun.spec.NamespaceType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked of criu for which config and flags. */
class CriuPlansTest {
    private static final ImageFds FDS = new ImageFds(5, 6);
    private static final CommonFlags NO_FLAGS =
            new CommonFlags(false, false, false, false, false, false, Optional.empty(), false);
    private static final DumpFlags DUMP =
            new DumpFlags(NO_FLAGS, false, false, false, false, Optional.empty(), Optional.empty());
    private static final RestoreFlags RESTORE = new RestoreFlags(NO_FLAGS, Optional.empty(), Optional.empty());
    private static final Namespace NETWORK = new Namespace(NamespaceType.NETWORK, Optional.of("/run/netns/n"));

    private static Config config(String members) {
        String json = "{'ociVersion': '1.3.0'" + (members.isEmpty() ? "" : ", " + members) + "}";
        return ConfigReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static DumpPlan dump(Config config) {
        return new DumpPlan(config, 77, "/b/rootfs", Optional.of("/sys/fs/cgroup/c"), List.of(), Map.of());
    }

    private static Setting whole(CriuOption option, int number) {
        return new Setting(option, new Value.Whole(number));
    }

    private static Setting text(CriuOption option, String text) {
        return new Setting(option, new Value.Text(text));
    }

    private static Setting pair(CriuOption option, String name, String meaning) {
        return new Setting(option, new Value.Pair(name, meaning));
    }

    @Test
    void aDumpNamesInitItsRootItsFreezerAndTheLog() {
        CriuRequest request = dump(config("")).request(DUMP, FDS);

        assertThat(request.type()).isEqualTo(CriuRequest.Type.DUMP);
        assertThat(request.settings())
                .containsExactly(
                        whole(CriuOption.IMAGES_DIR_FD, 5),
                        whole(CriuOption.WORK_DIR_FD, 6),
                        whole(CriuOption.LOG_LEVEL, 4),
                        text(CriuOption.LOG_FILE, "dump.log"),
                        whole(CriuOption.PID, 77),
                        text(CriuOption.ROOT, "/b/rootfs"),
                        whole(CriuOption.NOTIFY_SCRIPTS, 1),
                        whole(CriuOption.EVASIVE_DEVICES, 1),
                        whole(CriuOption.ORPHAN_PTS_MASTER, 1),
                        whole(CriuOption.MANAGE_CGROUPS, 1),
                        text(CriuOption.FREEZE_CGROUP, "/sys/fs/cgroup/c"),
                        text(CriuOption.CONFIG_FILE, "/etc/criu/runc.conf"));
    }

    @Test
    void eachFlagOfACheckpointBecomesItsOption() {
        var common = new CommonFlags(true, true, true, true, true, true, Optional.of(CgroupMode.STRICT), true);
        var flags = new DumpFlags(
                common, true, false, true, true, Optional.of("../pre"), Optional.of(new PageServer("h", 9)));

        assertThat(dump(config("")).request(flags, FDS).settings())
                .contains(
                        whole(CriuOption.TCP_ESTABLISHED, 1),
                        whole(CriuOption.EXT_UNIX_SK, 1),
                        whole(CriuOption.SHELL_JOB, 1),
                        whole(CriuOption.FILE_LOCKS, 1),
                        whole(CriuOption.LAZY_PAGES, 1),
                        whole(CriuOption.AUTO_DEDUP, 1),
                        whole(CriuOption.MANAGE_CGROUPS_MODE, 5),
                        whole(CriuOption.EMPTY_NS, 0x40000000),
                        whole(CriuOption.LEAVE_RUNNING, 1),
                        whole(CriuOption.TCP_SKIP_IN_FLIGHT, 1),
                        whole(CriuOption.LINK_REMAP, 1),
                        text(CriuOption.PARENT_IMG, "../pre"),
                        whole(CriuOption.TRACK_MEM, 1),
                        new Setting(CriuOption.PAGE_SERVER, new Value.Numbered("h", 9)));
    }

    @Test
    void aPreDumpIsAnotherRequest() {
        var flags = new DumpFlags(NO_FLAGS, false, true, false, false, Optional.empty(), Optional.empty());

        assertThat(dump(config("")).request(flags, FDS).type()).isEqualTo(CriuRequest.Type.PRE_DUMP);
    }

    @Test
    void anAnnotationNamesCriusConfigFileOrNone() {
        CriuRequest named =
                dump(config("'annotations': {'org.criu.config': '/etc/mine'}")).request(DUMP, FDS);
        CriuRequest none =
                dump(config("'annotations': {'org.criu.config': ''}")).request(DUMP, FDS);

        assertThat(named.settings()).contains(text(CriuOption.CONFIG_FILE, "/etc/mine"));
        assertThat(none.settings()).noneMatch(setting -> setting.option() == CriuOption.CONFIG_FILE);
    }

    @Test
    void aJoinedNetworkIsLeftOutByItsInodeAndHandedOverByDescriptor() {
        Config config = config("'linux': {'namespaces': [{'type': 'network', 'path': '/run/netns/n'},"
                + " {'type': 'ipc', 'path': '/run/ipc'}, {'type': 'pid'}]}");

        CriuRequest dump =
                new DumpPlan(config, 77, "/r", Optional.empty(), List.of(), Map.of(NETWORK, 4026L)).request(DUMP, FDS);
        CriuRequest restore =
                new RestorePlan(config, "/r", List.of(), Map.of(), Map.of(), Map.of(NETWORK, 12)).request(RESTORE, FDS);

        assertThat(dump.settings()).contains(text(CriuOption.EXTERNAL, "net[4026]:extRootNetNS"));
        assertThat(restore.settings())
                .contains(
                        new Setting(CriuOption.INHERIT_FD, new Value.Numbered("extRootNetNS", 12)),
                        pair(CriuOption.JOIN_NS, "ipc", "/run/ipc"));
    }

    @Test
    void aJoinedCgroupNamespaceIsRefused() {
        Config config = config("'linux': {'namespaces': [{'type': 'cgroup', 'path': '/run/cg'}]}");
        var plan = new RestorePlan(config, "/r", List.of(), Map.of(), Map.of(), Map.of());

        assertThatThrownBy(() -> plan.request(RESTORE, FDS))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("/linux/namespaces: criu can't restore into an existing cgroup namespace /run/cg");
    }

    @Test
    void aRestorePutsInitBesideCriuInItsNewPlaces() {
        var plan = new RestorePlan(
                config(""),
                "/state/criu-root",
                List.of(new ExternalMount("/data", "/srv/data")),
                Map.of("", "/new"),
                Map.of("pipe:[9]", 11),
                Map.of());
        var flags = new RestoreFlags(NO_FLAGS, Optional.of("apparmor:p"), Optional.of("ctx"));

        CriuRequest request = plan.request(flags, FDS);

        assertThat(request.type()).isEqualTo(CriuRequest.Type.RESTORE);
        assertThat(request.settings())
                .contains(
                        text(CriuOption.LOG_FILE, "restore.log"),
                        whole(CriuOption.RST_SIBLING, 1),
                        text(CriuOption.ROOT, "/state/criu-root"),
                        pair(CriuOption.EXT_MNT, "/data", "/srv/data"),
                        pair(CriuOption.CG_ROOT, "", "/new"),
                        new Setting(CriuOption.INHERIT_FD, new Value.Numbered("pipe:[9]", 11)),
                        text(CriuOption.LSM_PROFILE, "apparmor:p"),
                        text(CriuOption.LSM_MOUNT_CONTEXT, "ctx"));
    }

    @Test
    void bindMountsAreExternalAndOthersAreNot() {
        Config config = config("'mounts': [{'destination': '/proc', 'type': 'proc', 'source': 'proc'},"
                + " {'destination': '/a', 'type': 'bind', 'source': 'sub'},"
                + " {'destination': '/b', 'source': '/srv', 'options': ['rbind', 'ro']}]");

        assertThat(ExternalMounts.bound(config, Path.of("/bundle")))
                .containsExactly(new ExternalMount("/a", "/bundle/sub"), new ExternalMount("/b", "/srv"));
    }

    @Test
    void anIdMappedMountIsRefusedByItsPointer() {
        Config config = config(
                "'mounts': [{'destination': '/a', 'type': 'bind', 'source': '/s', 'options': ['bind', 'idmap']}]");

        assertThatThrownBy(() -> ExternalMounts.bound(config, Path.of("/bundle")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("/mounts/0: criu can't restore id-mapped mounts");
    }

    @Test
    void devicesAreTheHostsInAUserNamespaceOnly() {
        Config without = config("");
        Config with = config("'linux': {'namespaces': [{'type': 'user'}], 'maskedPaths': ['/proc/kcore']}");

        assertThat(ExternalMounts.devices(without)).isEmpty();
        assertThat(ExternalMounts.masked(without)).isEmpty();
        assertThat(ExternalMounts.devices(with)).contains(new ExternalMount("/dev/null", "/dev/null"));
        assertThat(ExternalMounts.masked(with)).containsExactly("/proc/kcore");
    }
}
