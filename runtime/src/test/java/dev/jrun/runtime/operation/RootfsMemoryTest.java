package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.rootfs.CgroupView;
import dev.jrun.runtime.rootfs.Rootfs;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RootfsMemoryTest {
    private final RootfsMemory memory = new RootfsMemory();

    @Test
    void aConfigThatIsMetAgainHasTheSameRoot() {
        Bundle bundle = bundle("/bundle", config("tmpfs"), true);

        assertThat(of(bundle)).isSameAs(of(bundle));
    }

    @Test
    void nothingIsKeptOfAConfigThatIsNew() {
        Bundle bundle = bundle("/bundle", config("tmpfs"), false);

        assertThat(of(bundle)).isNotSameAs(of(bundle));
    }

    @Test
    void aRootBelongsToItsBundle() {
        Config config = config("tmpfs");

        assertThat(of(bundle("/a", config, true)).path()).isEqualTo("/a/rootfs");
        assertThat(of(bundle("/b", config, true)).path()).isEqualTo("/b/rootfs");
    }

    @Test
    void aRootThatShowsCgroupsIsOfOneContainerOnly() {
        Bundle bundle = bundle("/bundle", config("cgroup"), true);

        assertThat(of(bundle)).isNotSameAs(of(bundle));
    }

    @Test
    void theRootsOfManyConfigsAreForgotten() {
        Bundle first = bundle("/bundle", config("tmpfs"), true);
        Rootfs root = of(first);

        IntStream.range(0, 10).forEach(i -> of(bundle("/bundle", config("tmpfs"), true)));

        assertThat(of(first)).isNotSameAs(root);
    }

    private Rootfs of(Bundle bundle) {
        return memory.of(bundle, CgroupView.NONE);
    }

    private static Bundle bundle(String folder, Config config, boolean again) {
        return new Bundle(Path.of(folder), new byte[0], config, again);
    }

    private static Config config(String type) {
        String json = """
                {"ociVersion": "1.3.0", "root": {"path": "rootfs"}, "linux": {"namespaces": [{"type": "mount"}]},
                 "mounts": [{"destination": "/mnt", "type": "%s", "source": "%1$s"}]}""".formatted(type);
        return ConfigReader.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
