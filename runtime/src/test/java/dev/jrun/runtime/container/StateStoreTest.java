package dev.jrun.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.spec.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreTest {
    private static final ContainerId WEB1 = new ContainerId("web1");
    private static final ContainerState STATE = Containers.running(new InitProcess(1234, 99887766554433L));

    @TempDir
    private Path folder;

    private StateStore store;

    @BeforeEach
    void useAnAbsentRoot() {
        store = new StateStore(folder.resolve("run/jrun"), new LocalExecutor());
    }

    @Test
    void aSavedStateIsLoadedAsItWas() {
        store.create(WEB1);
        store.save(STATE);

        assertThat(store.load(WEB1)).isEqualTo(STATE);
        assertThat(store.list()).containsExactly(STATE);
    }

    @Test
    void aStateWithoutInitIsLoadedAsItWas() {
        ContainerState state = ContainerState.builder(WEB1).build();
        store.create(WEB1);
        store.save(state);

        assertThat(store.load(WEB1)).isEqualTo(state);
    }

    @Test
    void savingReplacesAndLeavesNothingElse() throws IOException {
        store.create(WEB1);
        store.save(STATE);
        store.save(STATE.withStatus(Status.CREATED));

        assertThat(store.load(WEB1).status()).isEqualTo(Status.CREATED);
        try (var files = Files.list(store.directory(WEB1))) {
            assertThat(files).containsExactly(store.directory(WEB1).resolve("state.json"));
        }
    }

    @Test
    void nobodyElseMayLookAtIt() throws IOException {
        store.create(WEB1);
        store.save(STATE);

        assertThat(mode(store.root())).isEqualTo("rwx------");
        assertThat(mode(store.directory(WEB1))).isEqualTo("rwx------");
        assertThat(mode(store.directory(WEB1).resolve("state.json"))).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void anIdIsTakenOnce() {
        store.create(WEB1);

        assertThatThrownBy(() -> store.create(WEB1))
                .isInstanceOf(ContainerStateException.class)
                .hasMessage("container with given ID already exists");
    }

    @Test
    void aRootThatIsAFileIsNotMistakenForAContainer() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new StateStore(file, new LocalExecutor()).create(WEB1))
                .hasMessageStartingWith("make the folder of container web1 in " + file);
    }

    @Test
    void anAbsentContainerIsNotFound() {
        assertThat(store.find(WEB1)).isEmpty();
        assertThat(store.list()).isEmpty();
        assertThatThrownBy(() -> store.load(WEB1))
                .isInstanceOf(ContainerStateException.class)
                .hasMessage("container does not exist");
    }

    @Test
    void aFolderWithoutAStateIsACreateThatDied() {
        store.create(WEB1);

        ContainerState state = store.load(WEB1);
        assertThat(state.status()).isEqualTo(Status.CREATING);
        assertThat(state.pid()).isZero();
        assertThat(state.created()).endsWith("Z");
    }

    @Test
    void aDamagedStateIsNamed() throws IOException {
        store.create(WEB1);
        Files.writeString(store.directory(WEB1).resolve("state.json"), "{\"pid\": \"x\"}");

        assertThatThrownBy(() -> store.load(WEB1))
                .hasMessageStartingWith("the state file of container web1 is damaged: ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void membersOfALaterBuildAreSkipped() throws IOException {
        store.create(WEB1);
        Files.writeString(
                store.directory(WEB1).resolve("state.json"),
                "{\"later\":{\"a\":[1,{}]},\"pid\":7,\"pidStartTime\":8,\"new\":null,\"status\":\"created\"}");

        assertThat(store.load(WEB1).init()).contains(new InitProcess(7, 8));
        assertThat(store.load(WEB1).status()).isEqualTo(Status.CREATED);
    }

    @Test
    void removingTakesTheWholeFolderButFollowsNoLink() throws IOException {
        Path precious = Files.createDirectory(folder.resolve("precious"));
        Files.createFile(precious.resolve("file"));
        store.create(WEB1);
        Files.createDirectories(store.directory(WEB1).resolve("notify/deep"));
        Files.createSymbolicLink(store.directory(WEB1).resolve("link"), precious);

        store.remove(WEB1);
        store.remove(WEB1);

        assertThat(store.directory(WEB1)).doesNotExist();
        assertThat(precious.resolve("file")).exists();
    }

    @Test
    void theListIsInOrderAndLeavesOutWhatIsNoContainer() throws IOException {
        for (String id : new String[] {"b", "a", "c"}) {
            store.create(new ContainerId(id));
        }
        Files.createFile(store.root().resolve("file"));
        Files.createDirectory(store.root().resolve("not an id"));

        assertThat(store.list()).map(state -> state.id().value()).containsExactly("a", "b", "c");
    }

    @Test
    void theRootFolderOfTheMachineIsRefused() {
        assertThatThrownBy(() -> new StateStore(Path.of("/tmp/.."), new LocalExecutor()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--root");
    }

    @Test
    void rootlessUsersHaveARootOfTheirOwn() {
        assertThat(StateStore.defaultRoot(0, false, Map.of("XDG_RUNTIME_DIR", "/run/user/0")))
                .isEqualTo(Path.of("/run/jrun"));
        assertThat(StateStore.defaultRoot(1000, true, Map.of("XDG_RUNTIME_DIR", "/run/user/1000")))
                .isEqualTo(Path.of("/run/user/1000/jrun"));
        assertThatThrownBy(() -> StateStore.defaultRoot(1000, true, Map.of())).hasMessageContaining("XDG_RUNTIME_DIR");
    }

    @Test
    void theRootOfAUserNamespaceHasTheRootFolderOfItsUser() {
        assertThat(StateStore.defaultRoot(0, true, Map.of("XDG_RUNTIME_DIR", "/run/user/1000", "USER", "me")))
                .isEqualTo(Path.of("/run/user/1000/jrun"));
        assertThat(StateStore.defaultRoot(0, true, Map.of("XDG_RUNTIME_DIR", "/run/user/1000", "USER", "root")))
                .isEqualTo(Path.of("/run/jrun"));
        assertThat(StateStore.defaultRoot(0, true, Map.of())).isEqualTo(Path.of("/run/jrun"));
    }
}
