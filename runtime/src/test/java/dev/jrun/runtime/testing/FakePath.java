package dev.jrun.runtime.testing;

/** A place as the kernel has it: a file, seen through a mount. */
record FakePath(FakeMount mount, FakeNode node) {
    boolean isMountRoot() {
        return node == mount.root;
    }
}
