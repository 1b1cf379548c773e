package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of one mount, sorted by what the kernel does with them.
 *
 * @param idMap how the owners of a bind mount are mapped
 * @param copyUp whether a new tmpfs gets the content that it covers
 * @param attributes of the mount itself, a later option over an earlier one
 * @param recursiveAttributes of the mount and of all below it
 * @param propagation in order
 * @param superblock flags of the file system as fsconfig(2) calls them, in order; a bind mount has none of its own and
 *     leaves them out, as the kernel does
 * @param data what only the file system understands, in order
 */
record MountOptions(
        boolean bind,
        boolean recursiveBind,
        boolean remount,
        Optional<IdMap> idMap,
        boolean copyUp,
        AttributeChange attributes,
        AttributeChange recursiveAttributes,
        List<Propagation> propagation,
        List<FilesystemOption> superblock,
        List<FilesystemOption> data) {
    MountOptions {
        propagation = List.copyOf(propagation);
        superblock = List.copyOf(superblock);
        data = List.copyOf(data);
    }

    /** Parses the options of {@code mount}, which the config has at {@code pointer}, and refuses what cannot be done. */
    static MountOptions parse(Mount mount, String pointer) {
        var draft = new Draft(mount.type().equals(Optional.of("bind")));
        for (int i = 0; i < mount.options().size(); i++) {
            draft.add(mount.options().get(i), pointer + "/options/" + i);
        }
        draft.map(mount, pointer);
        MountOptions options = draft.toOptions();
        if (options.idMap.isPresent() && (!options.bind || options.remount)) {
            throw new UnsupportedFeatureException(
                    pointer + ": only a bind mount can be id-mapped; remove idmap, uidMappings and gidMappings");
        }
        if (options.bind && !options.data.isEmpty()) {
            FilesystemOption unknown = options.data.getFirst();
            throw new InvalidInputException(
                    unknown.pointer() + ": '" + unknown + "' is not an option of a bind mount; remove it");
        }
        return options;
    }

    private static UnsupportedFeatureException unsupported(String pointer, String what) {
        return new UnsupportedFeatureException(pointer + ": " + what + " are not supported");
    }

    /** These options and one more for the file system. */
    MountOptions with(FilesystemOption option) {
        List<FilesystemOption> more = new ArrayList<>(data);
        more.add(option);
        return new MountOptions(
                bind,
                recursiveBind,
                remount,
                idMap,
                copyUp,
                attributes,
                recursiveAttributes,
                propagation,
                superblock,
                more);
    }

    boolean readOnly() {
        return attributes.sets(MountAttr.MOUNT_ATTR_RDONLY);
    }

    /** Whether a copy of the mounts around it would be without it. */
    boolean isUnbindable() {
        return propagation.stream().anyMatch(change -> change.type() == MountFlag.MS_UNBINDABLE);
    }

    /** Whether there is a value that only mount(2) takes. */
    boolean hasLongValue() {
        return data.stream().anyMatch(FilesystemOption::isLong);
    }

    Optional<String> dataValue(String key) {
        return data.stream()
                .filter(option -> option.key().equals(key))
                .flatMap(option -> option.value().stream())
                .findFirst();
    }

    /** Options being read: each word has one effect on it. */
    private static final class Draft {
        private boolean bind;
        private boolean recursiveBind;
        private boolean remount;
        private Optional<IdMap> idMap = Optional.empty();
        private boolean copyUp;
        private AttributeChange attributes = AttributeChange.NONE;
        private AttributeChange recursiveAttributes = AttributeChange.NONE;
        private final List<Propagation> propagation = new ArrayList<>();
        private final List<FilesystemOption> superblock = new ArrayList<>();
        private final List<FilesystemOption> data = new ArrayList<>();

        Draft(boolean bind) {
            this.bind = bind;
        }

        void add(String word, String pointer) {
            switch (OptionWord.of(word)) {
                case OptionWord.Bind bindWord -> {
                    bind = true;
                    recursiveBind = bindWord.recursive();
                }
                case OptionWord.Remount() -> remount = true;
                case OptionWord.IdMap(boolean recursive) -> idMap = Optional.of(IdMap.ofContainer(recursive));
                case OptionWord.CopyUp() -> copyUp = true;
                case OptionWord.Attribute attribute -> addAttribute(attribute, FilesystemOption.parse(word, pointer));
                case OptionWord.Propagate(Propagation type) -> propagation.add(type);
                case OptionWord.Superblock() -> superblock.add(FilesystemOption.parse(word, pointer));
                case OptionWord.NoEffect() -> {}
                case OptionWord.Data() -> addData(word, pointer);
            }
        }

        private void addAttribute(OptionWord.Attribute attribute, FilesystemOption option) {
            if (attribute.recursive()) {
                recursiveAttributes = attribute.change().apply(recursiveAttributes);
            } else {
                attributes = attribute.change().apply(attributes);
            }
            if (attribute.superblockToo()) {
                superblock.add(option);
            }
        }

        private void addData(String word, String pointer) {
            FilesystemOption option = FilesystemOption.parse(word, pointer);
            if (option.key().isEmpty()) {
                throw new InvalidInputException(pointer + ": '" + word + "' is not a mount option; remove it");
            }
            if (option.key().equals("idmap") || option.key().equals("ridmap")) {
                idMap = Optional.of(new IdMapText(word, pointer).parse());
                return;
            }
            data.add(option);
            int length = data.stream().mapToInt(FilesystemOption::length).sum() + data.size() - 1;
            if (length > FilesystemOption.DATA_LIMIT) {
                throw unsupported(
                        pointer, "more than " + FilesystemOption.DATA_LIMIT + " bytes of options for a file system");
            }
        }

        /** Mappings ask for an id-mapped mount even where no option does. */
        void map(Mount mount, String pointer) {
            if (!mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty()) {
                if (idMap.isPresent() && !idMap.get().isContainers()) {
                    throw new InvalidInputException(
                            pointer + ": mappings in an option and in uidMappings or gidMappings; remove one of them");
                }
                boolean recursive = idMap.map(IdMap::recursive).orElse(false);
                idMap = Optional.of(new IdMap(recursive, mount.uidMappings(), mount.gidMappings()));
            }
        }

        MountOptions toOptions() {
            return new MountOptions(
                    bind,
                    recursiveBind,
                    remount,
                    idMap,
                    copyUp,
                    attributes,
                    recursiveAttributes,
                    propagation,
                    superblock,
                    data);
        }
    }

    /** Words that have an effect here and are not handed to the file system, for {@code features}. */
    static List<String> knownWords() {
        return OptionWord.TABLE.entrySet().stream()
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
