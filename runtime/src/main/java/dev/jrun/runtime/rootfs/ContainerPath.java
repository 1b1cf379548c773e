package dev.jrun.runtime.rootfs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A path in the container, cleaned by its text: absolute, without {@code .}, {@code ..} and doubled slashes.
 *
 * @param names what stands between the slashes; none for the root
 */
record ContainerPath(List<String> names) {
    static final ContainerPath ROOT = new ContainerPath(List.of());

    ContainerPath {
        names = List.copyOf(names);
    }

    static ContainerPath of(String text) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : text.split("/", -1)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> names.pollLast();
                case String plain -> names.addLast(plain);
            }
        }
        return new ContainerPath(List.copyOf(names));
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    String name() {
        return names.getLast();
    }

    ContainerPath parent() {
        return new ContainerPath(names.subList(0, names.size() - 1));
    }

    ContainerPath child(String name) {
        return of(this + "/" + name);
    }

    /** Whether this is {@code other} or lies below it. */
    boolean startsWith(ContainerPath other) {
        int length = other.names.size();
        return names.size() >= length && names.subList(0, length).equals(other.names);
    }

    /** The path relative to a descriptor of the root. */
    String relative() {
        return isRoot() ? "." : String.join("/", names);
    }

    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
