package dev.jrun.spec;

import java.util.List;

/** The programs run at points of the life of a container. */
public record Hooks(
        List<Hook> prestart,
        List<Hook> createRuntime,
        List<Hook> createContainer,
        List<Hook> startContainer,
        List<Hook> poststart,
        List<Hook> poststop) {
    /** No hooks. */
    public static final Hooks NONE = new Hooks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public Hooks {
        prestart = List.copyOf(prestart);
        createRuntime = List.copyOf(createRuntime);
        createContainer = List.copyOf(createContainer);
        startContainer = List.copyOf(startContainer);
        poststart = List.copyOf(poststart);
        poststop = List.copyOf(poststop);
    }

    /** Whether one runs while the container is created, when its mounts can still be changed from outside. */
    public boolean runAtCreation() {
        return !prestart.isEmpty() || !createRuntime.isEmpty() || !createContainer.isEmpty();
    }
}
