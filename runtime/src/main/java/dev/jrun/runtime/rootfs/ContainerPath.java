package dev.jrun.runtime.rootfs;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * A path in the container, cleaned by its text: absolute, without {@code .}, {@code ..} and doubled slashes.
 *
 * @param text as it is to be shown
 */
record ContainerPath(String text) {
    static final ContainerPath ROOT = new ContainerPath("/");

    static ContainerPath of(String text) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : text.split("/", -1)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> names.pollLast();
                case String plain -> names.addLast(plain);
            }
        }
        return of(names);
    }

    /** The path that leads along {@code names}, of which none is empty, {@code .} or {@code ..}. */
    static ContainerPath of(Collection<String> names) {
        return new ContainerPath("/" + String.join("/", names));
    }

    boolean isRoot() {
        return text.length() == 1;
    }

    /** What stands between the slashes; none for the root. */
    List<String> names() {
        return isRoot() ? List.of() : Arrays.asList(relative().split("/"));
    }

    String name() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    ContainerPath parent() {
        int slash = text.lastIndexOf('/');
        return slash == 0 ? ROOT : new ContainerPath(text.substring(0, slash));
    }

    ContainerPath child(String name) {
        return of(this + "/" + name);
    }

    /** Whether this is {@code other} or lies below it. */
    boolean startsWith(ContainerPath other) {
        return other.isRoot()
                || text.startsWith(other.text)
                        && (text.length() == other.text.length() || text.charAt(other.text.length()) == '/');
    }

    /** The path relative to a descriptor of the root. */
    String relative() {
        return isRoot() ? "." : text.substring(1);
    }

    @Override
    public String toString() {
        return text;
    }
}
