package dev.jrun.runtime.rootfs;

import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_NOATIME;
import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_NODEV;
import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_NODIRATIME;
import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_NOEXEC;
import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_NOSUID;
import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_NOSYMFOLLOW;
import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_RDONLY;
import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_RELATIME;
import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_STRICTATIME;
import static dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR__ATIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.IdMapping;
import dev.jrun.spec.Mount;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountOptionsTest {
    record Effect(String word, Set<MountAttr> set, Set<MountAttr> clear) {}

    private static List<Effect> attributeWords() {
        return List.of(
                new Effect("ro", Set.of(MOUNT_ATTR_RDONLY), Set.of()),
                new Effect("rw", Set.of(), Set.of(MOUNT_ATTR_RDONLY)),
                new Effect("nosuid", Set.of(MOUNT_ATTR_NOSUID), Set.of()),
                new Effect("suid", Set.of(), Set.of(MOUNT_ATTR_NOSUID)),
                new Effect("nodev", Set.of(MOUNT_ATTR_NODEV), Set.of()),
                new Effect("dev", Set.of(), Set.of(MOUNT_ATTR_NODEV)),
                new Effect("noexec", Set.of(MOUNT_ATTR_NOEXEC), Set.of()),
                new Effect("exec", Set.of(), Set.of(MOUNT_ATTR_NOEXEC)),
                new Effect("nodiratime", Set.of(MOUNT_ATTR_NODIRATIME), Set.of()),
                new Effect("diratime", Set.of(), Set.of(MOUNT_ATTR_NODIRATIME)),
                new Effect("nosymfollow", Set.of(MOUNT_ATTR_NOSYMFOLLOW), Set.of()),
                new Effect("symfollow", Set.of(), Set.of(MOUNT_ATTR_NOSYMFOLLOW)),
                new Effect("relatime", Set.of(MOUNT_ATTR_RELATIME), Set.of(MOUNT_ATTR__ATIME)),
                new Effect("norelatime", Set.of(), Set.of()),
                new Effect("noatime", Set.of(MOUNT_ATTR_NOATIME), Set.of(MOUNT_ATTR__ATIME)),
                new Effect("atime", Set.of(MOUNT_ATTR_RELATIME), Set.of(MOUNT_ATTR__ATIME)),
                new Effect("strictatime", Set.of(MOUNT_ATTR_STRICTATIME), Set.of(MOUNT_ATTR__ATIME)),
                new Effect("nostrictatime", Set.of(MOUNT_ATTR_RELATIME), Set.of(MOUNT_ATTR__ATIME)));
    }

    @ParameterizedTest
    @MethodSource("attributeWords")
    void setsAndClearsAttributesOfTheMount(Effect effect) {
        assertThat(parse(effect.word()).attributes()).isEqualTo(new AttributeChange(effect.set(), effect.clear()));
        assertThat(parse(effect.word()).recursiveAttributes().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("attributeWords")
    void setsAndClearsAttributesOfAllMountsBelow(Effect effect) {
        MountOptions options = parse("r" + effect.word());

        assertThat(options.recursiveAttributes()).isEqualTo(new AttributeChange(effect.set(), effect.clear()));
        assertThat(options.attributes().isEmpty()).isTrue();
        assertThat(options.superblock()).isEmpty();
    }

    @Test
    void laterOptionsWinOverEarlierOnes() {
        assertThat(parse("ro", "rw").attributes()).isEqualTo(new AttributeChange(Set.of(), Set.of(MOUNT_ATTR_RDONLY)));
        assertThat(parse("noatime", "strictatime").attributes().set()).containsExactly(MOUNT_ATTR_STRICTATIME);
        assertThat(parse("noatime", "atime").attributes().set()).containsExactly(MOUNT_ATTR_RELATIME);
        assertThat(parse("strictatime", "atime").attributes().set()).containsExactly(MOUNT_ATTR_STRICTATIME);
        assertThat(parse("noatime", "nostrictatime").attributes().set()).containsExactly(MOUNT_ATTR_NOATIME);
        assertThat(parse("relatime", "norelatime").attributes().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "private, MS_PRIVATE, false",
        "rprivate, MS_PRIVATE, true",
        "shared, MS_SHARED, false",
        "rshared, MS_SHARED, true",
        "slave, MS_SLAVE, false",
        "rslave, MS_SLAVE, true",
        "unbindable, MS_UNBINDABLE, false",
        "runbindable, MS_UNBINDABLE, true",
    })
    void setsThePropagation(String word, MountFlag type, boolean recursive) {
        assertThat(parse(word).propagation()).containsExactly(new Propagation(type, recursive));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "async", "dirsync", "mand", "nomand", "lazytime", "nolazytime", "ro", "rw"})
    void handsFlagsOfTheSuperblockToTheFilesystem(String word) {
        assertThat(parse(word).superblock())
                .extracting(FilesystemOption::toString)
                .containsExactly(word);
        assertThat(parse(word).data()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"defaults", "silent", "loud", "iversion", "noiversion"})
    void acceptsWordsWithoutAnEffect(String word) {
        MountOptions options = parse(word);

        assertThat(options.attributes().isEmpty()).isTrue();
        assertThat(options.superblock()).isEmpty();
        assertThat(options.data()).isEmpty();
    }

    @Test
    void handsWhatItDoesNotKnowToTheFilesystem() {
        List<FilesystemOption> data = parse("size=64k", "newinstance", "x=a=b").data();

        assertThat(data)
                .containsExactly(
                        new FilesystemOption("size", Optional.of("64k"), "/mounts/3/options/0"),
                        new FilesystemOption("newinstance", Optional.empty(), "/mounts/3/options/1"),
                        new FilesystemOption("x", Optional.of("a=b"), "/mounts/3/options/2"));
    }

    @Test
    void knowsABindByItsTypeOrItsOption() {
        assertThat(parse("bind").bind()).isTrue();
        assertThat(parse("bind").recursiveBind()).isFalse();
        assertThat(parse("rbind").recursiveBind()).isTrue();
        assertThat(MountOptions.parse(mount("bind"), "/mounts/3").bind()).isTrue();
        assertThat(parse("remount").remount()).isTrue();
    }

    @Test
    void refusesFilesystemDataForABind() {
        assertThatThrownBy(() -> parse("bind", "readonly"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/mounts/3/options/1: 'readonly' is not an option of a bind mount; remove it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "idmap=",
                "idmap=uids=0-1-10",
                "ridmap=gids=0-1-10",
                "idmap=uids=0-1;gids=0-1-1",
                "idmap=uids=0-1-1;gids=",
                "idmap=uids=0-1-1;gids=0-x-1",
                "idmap=uids=0-1-1;gids=0-4294967296-1",
                "idmap=uids=0-1-1;gids=0-1-1;",
                "idmap=uids=0-1-1#;gids=0-1-1",
                "idmap=0-1-1"
            })
    void refusesMappingsOfAnotherForm(String word) {
        assertThatThrownBy(() -> parse("bind", word))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/mounts/3/options/1: '" + word + "' has no mappings of this form: ");
    }

    @Test
    void takesMappingsOfAnOption() {
        assertThat(parse("bind", "idmap=uids=0-1-10#10-11-20;gids=0-100-4294967295")
                        .idMap())
                .contains(new IdMap(
                        false,
                        List.of(new IdMapping(0L, 1L, 10L), new IdMapping(10L, 11L, 20L)),
                        List.of(new IdMapping(0L, 100L, 4294967295L))));
        assertThat(parse("bind", "ridmap=gids=0-2-1;uids=0-1-1").idMap())
                .contains(new IdMap(true, List.of(new IdMapping(0L, 1L, 1L)), List.of(new IdMapping(0L, 2L, 1L))));
    }

    @Test
    void refusesRelativeMappingsAndThoseOfTwoPlaces() {
        assertThatThrownBy(() -> parse("bind", "idmap=uids=@0-1-10;gids=0-1-10"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("/mounts/3/options/1: mappings that are relative");
        List<IdMapping> ids = List.of(new IdMapping(0L, 1L, 1L));
        assertThatThrownBy(
                        () -> MountOptions.parse(mapped(ids, ids, "bind", "idmap=uids=0-1-1;gids=0-1-1"), "/mounts/3"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/mounts/3: mappings in an option and in uidMappings");
    }

    @Test
    void tellsValuesThatFsconfigCannotTake() {
        assertThat(parse("lowerdir=" + "x".repeat(255)).hasLongValue()).isFalse();
        assertThat(parse("lowerdir=" + "x".repeat(256)).hasLongValue()).isTrue();
    }

    @Test
    void refusesMoreThanMountTakes() {
        assertThat(parse("a=" + "x".repeat(4000), "b=" + "x".repeat(90)).data()).hasSize(2);
        assertThatThrownBy(() -> parse("a=" + "x".repeat(4000), "b=" + "x".repeat(93)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("/mounts/3/options/1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=x"})
    void refusesOptionsWithoutAName(String word) {
        assertThatThrownBy(() -> parse(word)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void takesTheMappingsOfABind() {
        List<IdMapping> uids = List.of(new IdMapping(0L, 1L, 1L));
        List<IdMapping> gids = List.of(new IdMapping(0L, 2L, 1L));

        assertThat(MountOptions.parse(mapped(uids, gids, "bind", "ridmap"), "/mounts/3")
                        .idMap())
                .contains(new IdMap(true, uids, gids));
        assertThat(MountOptions.parse(mapped(uids, gids, "bind"), "/mounts/3").idMap())
                .contains(new IdMap(false, uids, gids));
        assertThat(parse("bind", "idmap").idMap()).contains(new IdMap(false, List.of(), List.of()));
        assertThat(parse("bind").idMap()).isEmpty();
    }

    @Test
    void refusesToMapTheOwnersOfWhatIsNoBind() {
        List<IdMapping> ids = List.of(new IdMapping(0L, 1L, 1L));

        assertThatThrownBy(() -> MountOptions.parse(mapped(ids, ids), "/mounts/3"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("/mounts/3: only a bind mount can be id-mapped");
        assertThatThrownBy(() -> parse("idmap")).isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> parse("remount", "bind", "idmap")).isInstanceOf(UnsupportedFeatureException.class);
    }

    private static Mount mapped(List<IdMapping> uids, List<IdMapping> gids, String... options) {
        return new Mount("/a", Optional.of("none"), Optional.of("/b"), List.of(options), uids, gids);
    }

    @Test
    void listsTheWordsOfTheSpec() {
        assertThat(MountOptions.knownWords())
                .contains("rro", "rnosymfollow", "runbindable", "dirsync")
                .isSorted();
    }

    private static MountOptions parse(String... words) {
        return MountOptions.parse(mount("tmpfs", words), "/mounts/3");
    }

    private static Mount mount(String type, String... words) {
        return new Mount("/a", Optional.of(type), Optional.of("/b"), List.of(words), List.of(), List.of());
    }
}
