package dev.jrun.it.bench;

import dev.jrun.it.BundleBuilder;
import dev.jrun.it.RuntimeUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** A bundle as Podman and Docker make it: their kinds of mounts, limits and capabilities, and a list of system calls. */
record EngineLikeConfig(BundleBuilder bundle) {
    /** The unit tests of seccomp run it, too. */
    private static final Path SECCOMP_PROFILE = RuntimeUnderTest.repository()
            .resolve("runtime/src/test/resources/dev/jrun/runtime/seccomp/engine-profile.json");

    private static final int VOLUMES = 7;
    private static final List<String> FILES =
            List.of("etc/resolv.conf", "etc/hosts", "etc/hostname", "run/.containerenv");
    private static final List<String> CAPABILITIES = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_NET_BIND_SERVICE",
            "CAP_SETFCAP",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_SETUID",
            "CAP_SYS_CHROOT");

    Path write() {
        limit();
        mount();
        return bundle.write();
    }

    private void limit() {
        for (String set : List.of("bounding", "effective", "permitted")) {
            ArrayNode names = bundle.process().withObject("/capabilities").putArray(set);
            CAPABILITIES.forEach(names::add);
        }
        String path = "'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'";
        bundle.set("/process/noNewPrivileges", "false")
                .set("/process/oomScoreAdj", "0")
                .set("/process/rlimits", "[" + limit("RLIMIT_NOFILE", 1024) + ", " + limit("RLIMIT_NPROC", 4096) + "]")
                .set("/process/env", "[" + path + ", 'container=podman', 'TERM=xterm', 'HOME=/root', 'HOSTNAME=jrun']")
                .set("/linux/resources", "{'pids': {'limit': 2048}, 'devices': [{'allow': false, 'access': 'rwm'}]}");
        bundle.linux().set("seccomp", new JsonMapper().readTree(SECCOMP_PROFILE.toFile()));
    }

    private static String limit(String type, int value) {
        return "{'type': '%s', 'soft': %d, 'hard': %2$d}".formatted(type, value);
    }

    private void mount() {
        bundle.mount("/sys/fs/cgroup", "cgroup", "cgroup", "rprivate", "nosuid", "noexec", "nodev", "relatime", "ro");
        FILES.forEach(file -> bundle.mount("/" + file, "bind", onHost(file).toString(), "bind", "rprivate"));
        for (int volume = 0; volume < VOLUMES; volume++) {
            Bundles.bind(bundle, "/srv/volume-" + volume);
        }
        bundle.mount("/run/secrets", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=755", "size=1m");
        bundle.mount("/tmp", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=1777", "size=16m");
    }

    private Path onHost(String name) {
        try {
            Path file = bundle.folder().resolve(name.replace('/', '-'));
            return Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
