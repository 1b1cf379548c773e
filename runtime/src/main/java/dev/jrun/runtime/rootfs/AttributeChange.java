package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.MountAttr;
import java.util.EnumSet;
import java.util.Set;

/** What mount_setattr(2) changes: attributes to set and to clear. Those in neither stay as they are. */
record AttributeChange(Set<MountAttr> set, Set<MountAttr> clear) {
    private static final Set<MountAttr> ACCESS_TIMES =
            EnumSet.of(MountAttr.MOUNT_ATTR_RELATIME, MountAttr.MOUNT_ATTR_NOATIME, MountAttr.MOUNT_ATTR_STRICTATIME);

    static final AttributeChange NONE = new AttributeChange(Set.of(), Set.of());
    static final AttributeChange READ_ONLY = NONE.with(MountAttr.MOUNT_ATTR_RDONLY);

    AttributeChange {
        set = Set.copyOf(set);
        clear = Set.copyOf(clear);
    }

    boolean isEmpty() {
        return set.isEmpty() && clear.isEmpty();
    }

    boolean sets(MountAttr attribute) {
        return set.contains(attribute);
    }

    AttributeChange with(MountAttr attribute) {
        return new AttributeChange(plus(set, attribute), minus(clear, attribute));
    }

    AttributeChange without(MountAttr attribute) {
        return new AttributeChange(minus(set, attribute), plus(clear, attribute));
    }

    /** Leaves {@code attribute} as it is. */
    AttributeChange unchanged(MountAttr attribute) {
        return new AttributeChange(minus(set, attribute), minus(clear, attribute));
    }

    /** Chooses one of the access time modes, which the kernel wants together with all their bits in {@code clear}. */
    AttributeChange accessTime(MountAttr mode) {
        AttributeChange forgotten = forgetAccessTime();
        return new AttributeChange(plus(forgotten.set, mode), plus(forgotten.clear, MountAttr.MOUNT_ATTR__ATIME));
    }

    /** Takes back the choice of {@code mode}: the kernel's default, relatime, unless another mode was chosen. */
    AttributeChange notAccessTime(MountAttr mode) {
        boolean other = ACCESS_TIMES.stream().anyMatch(chosen -> chosen != mode && sets(chosen));
        return other ? this : accessTime(MountAttr.MOUNT_ATTR_RELATIME);
    }

    /** Takes back the choice of relatime, which is the default: nothing is chosen then. */
    AttributeChange notRelatime() {
        return sets(MountAttr.MOUNT_ATTR_RELATIME) ? forgetAccessTime() : this;
    }

    private AttributeChange forgetAccessTime() {
        Set<MountAttr> rest = mutable(set);
        rest.removeAll(ACCESS_TIMES);
        return new AttributeChange(rest, minus(clear, MountAttr.MOUNT_ATTR__ATIME));
    }

    private static Set<MountAttr> plus(Set<MountAttr> attributes, MountAttr attribute) {
        Set<MountAttr> more = mutable(attributes);
        more.add(attribute);
        return more;
    }

    private static Set<MountAttr> minus(Set<MountAttr> attributes, MountAttr attribute) {
        Set<MountAttr> less = mutable(attributes);
        less.remove(attribute);
        return less;
    }

    private static Set<MountAttr> mutable(Set<MountAttr> attributes) {
        Set<MountAttr> copy = EnumSet.noneOf(MountAttr.class);
        copy.addAll(attributes);
        return copy;
    }
}
