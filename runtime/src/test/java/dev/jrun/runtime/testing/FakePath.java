package dev.jrun.runtime.testing;

/** A place as the kernel has it: a file, seen through a mount. */
record FakePath(FakeMount mount, FakeNode node) {
    @SuppressWarnings("ReferenceEquality") // A file is the same only if it is this very one.
    boolean isMountRoot() {
        return node == mount.root;
    }
}
