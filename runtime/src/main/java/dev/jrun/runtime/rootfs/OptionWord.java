package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What a word among the options of a mount means: the tables of the spec. */
sealed interface OptionWord {
    /** A bind mount, of all mounts below the source when recursive. */
    record Bind(boolean recursive) implements OptionWord {}

    /** Changes a mount that is there. */
    record Remount() implements OptionWord {}

    /** Sets or clears an attribute of the mount, or of all below it; {@code ro} and {@code rw} also of the file system. */
    record Attribute(boolean recursive, UnaryOperator<AttributeChange> change, boolean superblockToo)
            implements OptionWord {}

    /** Gives the mount a propagation type. */
    record Propagate(Propagation type) implements OptionWord {}

    /** Maps the owners of the mount, or of all below it too. */
    record IdMap(boolean recursive) implements OptionWord {}

    /** Copies what the new tmpfs covers into it. */
    record CopyUp() implements OptionWord {}

    /** A flag of the file system that fsconfig(2) knows by the same word. */
    record Superblock() implements OptionWord {}

    /**
     * A word without an effect: {@code defaults}; {@code silent} and {@code loud}, which are about the kernel's log;
     * {@code iversion}, a flag that fsconfig(2) does not have, as file systems that count changes always do.
     */
    record NoEffect() implements OptionWord {}

    /** For the file system to understand. */
    record Data() implements OptionWord {}

    Map<String, OptionWord> TABLE = table();

    static OptionWord of(String word) {
        return TABLE.getOrDefault(word, new Data());
    }

    private static Map<String, OptionWord> table() {
        Map<String, OptionWord> table = new HashMap<>();
        attributes().forEach((word, change) -> {
            table.put(word, new Attribute(false, change, word.equals("ro") || word.equals("rw")));
            table.put("r" + word, new Attribute(true, change, false));
        });
        propagations().forEach((word, type) -> {
            table.put(word, new Propagate(new Propagation(type, false)));
            table.put("r" + word, new Propagate(new Propagation(type, true)));
        });
        for (String word : List.of("sync", "async", "dirsync", "mand", "nomand", "lazytime", "nolazytime")) {
            table.put(word, new Superblock());
        }
        for (String word : List.of("defaults", "silent", "loud", "iversion", "noiversion")) {
            table.put(word, new NoEffect());
        }
        table.put("bind", new Bind(false));
        table.put("rbind", new Bind(true));
        table.put("remount", new Remount());
        table.put("tmpcopyup", new CopyUp());
        table.put("idmap", new IdMap(false));
        table.put("ridmap", new IdMap(true));
        return Map.copyOf(table);
    }

    private static Map<String, UnaryOperator<AttributeChange>> attributes() {
        Map<String, UnaryOperator<AttributeChange>> words = new HashMap<>();
        pair(words, "ro", "rw", MountAttr.MOUNT_ATTR_RDONLY);
        pair(words, "nosuid", "suid", MountAttr.MOUNT_ATTR_NOSUID);
        pair(words, "nodev", "dev", MountAttr.MOUNT_ATTR_NODEV);
        pair(words, "noexec", "exec", MountAttr.MOUNT_ATTR_NOEXEC);
        pair(words, "nodiratime", "diratime", MountAttr.MOUNT_ATTR_NODIRATIME);
        pair(words, "nosymfollow", "symfollow", MountAttr.MOUNT_ATTR_NOSYMFOLLOW);
        words.put("relatime", change -> change.accessTime(MountAttr.MOUNT_ATTR_RELATIME));
        words.put("norelatime", AttributeChange::notRelatime);
        words.put("noatime", change -> change.accessTime(MountAttr.MOUNT_ATTR_NOATIME));
        words.put("atime", change -> change.notAccessTime(MountAttr.MOUNT_ATTR_NOATIME));
        words.put("strictatime", change -> change.accessTime(MountAttr.MOUNT_ATTR_STRICTATIME));
        words.put("nostrictatime", change -> change.notAccessTime(MountAttr.MOUNT_ATTR_STRICTATIME));
        return words;
    }

    private static void pair(
            Map<String, UnaryOperator<AttributeChange>> words, String setter, String clearer, MountAttr attribute) {
        words.put(setter, change -> change.with(attribute));
        words.put(clearer, change -> change.without(attribute));
    }

    private static Map<String, MountFlag> propagations() {
        return Map.of(
                "private", MountFlag.MS_PRIVATE,
                "shared", MountFlag.MS_SHARED,
                "slave", MountFlag.MS_SLAVE,
                "unbindable", MountFlag.MS_UNBINDABLE);
    }
}
