package dev.jrun.runtime.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusAddressTest {
    private static final long NOBODYS_UID = 4_294_967_290L;

    @TempDir
    Path folder;

    private BusAddress ofUser(String sessionBus) {
        return BusAddress.ofUser(
                Map.of("DBUS_SESSION_BUS_ADDRESS", sessionBus, "XDG_RUNTIME_DIR", folder.toString()), NOBODYS_UID);
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    void theSessionsBusComesBeforeTheFolders() throws IOException {
        file("bus");
        Path session = file("session bus+1");

        BusAddress address = ofUser("unix:abstract=x;unix:path=" + folder + "/session%20bus+1,guid=0123");

        assertThat(address).isEqualTo(new BusAddress(session.toString()));
        assertThat(address.isDirect()).isFalse();
    }

    @Test
    void aBusComesBeforeSystemdsOwnSocket() throws IOException {
        Path own = file("systemd/private");
        assertThat(ofUser("")).isEqualTo(new BusAddress(own.toString()));
        assertThat(ofUser("").isDirect()).isTrue();

        Path bus = file("bus");
        assertThat(ofUser("")).isEqualTo(new BusAddress(bus.toString()));
    }

    @Test
    void whereNoneIsThereAllPlacesAreNamed() {
        assertThatThrownBy(() -> ofUser("unix:path=/nowhere/bus"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContainingAll(
                        "/nowhere/bus",
                        folder + "/bus",
                        folder + "/systemd/private",
                        "/run/user/" + NOBODYS_UID + "/bus",
                        "/run/user/" + NOBODYS_UID + "/systemd/private",
                        "loginctl enable-linger");
    }
}
