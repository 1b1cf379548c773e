package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A config under test and the three plans that its root takes. */
final class Container {
    static final String ROOT = "/bundle/rootfs";
    static final String NO_NAMESPACES = "\"namespaces\": []";

    private static final String MOUNT_NAMESPACE = "\"namespaces\": [{\"type\": \"mount\"}]";
    private static final String DEV = "{\"destination\": \"/dev\", \"type\": \"tmpfs\", \"source\": \"tmpfs\"}";

    private final String mounts;
    private final String linux;
    private final boolean readOnly;
    private final CgroupView cgroups;

    private Container(String mounts, String linux, boolean readOnly, CgroupView cgroups) {
        this.mounts = mounts;
        this.linux = linux;
        this.readOnly = readOnly;
        this.cgroups = cgroups;
    }

    /** A tmpfs on /dev, behind it these mounts. */
    static Container mounting(String... mounts) {
        return onlyMounting(mounts.length == 0 ? DEV : DEV + "," + String.join(",", mounts));
    }

    static Container onlyMounting(String... mounts) {
        return new Container(String.join(",", mounts), MOUNT_NAMESPACE, false, CgroupView.NONE);
    }

    /** A mount as JSON. */
    static String mount(String target, String type, String source, String... options) {
        String list = options.length == 0 ? "" : "\"" + String.join("\",\"", options) + "\"";
        return "{\"destination\": \"%s\", \"type\": \"%s\", \"source\": \"%s\", \"options\": [%s]}"
                .formatted(target, type, source, list);
    }

    /** More of the linux section, as JSON. */
    Container linux(String more) {
        return new Container(mounts, linux + "," + more, readOnly, cgroups);
    }

    Container namespaces(String json) {
        return new Container(mounts, json, readOnly, cgroups);
    }

    Container readOnly() {
        return new Container(mounts, linux, true, cgroups);
    }

    Container cgroups(CgroupView view) {
        return new Container(mounts, linux, readOnly, view);
    }

    Rootfs rootfs() {
        return Rootfs.of(config(), Path.of("/bundle"), cgroups);
    }

    private Config config() {
        String json =
                "{\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"rootfs\", \"readonly\": %s}, \"mounts\": [%s], \"linux\": {%s}}"
                        .formatted(readOnly, mounts, linux);
        return ConfigReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A kernel with an empty root file system in the bundle. */
    static FakeKernel host() {
        var kernel = new FakeKernel();
        kernel.files().directory(ROOT);
        return kernel;
    }

    /** Runs all but the change of the root; gives the root's descriptor. */
    Fd.Number prepareOn(SyscallExecutor kernel) {
        return prepareOn(kernel, OpenSources.NONE);
    }

    /** As {@link #prepareOn(SyscallExecutor)}, with sources that were opened outside. */
    Fd.Number prepareOn(SyscallExecutor kernel, OpenSources sources) {
        Rootfs rootfs = rootfs();
        return rootfs.prepare(rootfs.probe(sources).run(kernel)).run(kernel);
    }

    void enterOn(SyscallExecutor kernel) {
        Fd.Number root = prepareOn(kernel);
        kernel.run(rootfs().enter(root, RootWay.PIVOT));
        kernel.run(rootfs().finish(root));
    }
}
