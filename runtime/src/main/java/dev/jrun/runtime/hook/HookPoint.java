package dev.jrun.runtime.hook;

import dev.jrun.spec.Hook;
import dev.jrun.spec.Hooks;
import java.util.List;

/** The points of a container's life at which hooks are run, by their names in the config. */
public enum HookPoint {
    PRESTART("prestart"),
    CREATE_RUNTIME("createRuntime"),
    CREATE_CONTAINER("createContainer"),
    START_CONTAINER("startContainer"),
    POSTSTART("poststart"),
    POSTSTOP("poststop");

    private final String word;

    HookPoint(String word) {
        this.word = word;
    }

    /** The hooks of {@code hooks} that belong here, in the order in which they are run. */
    public List<Hook> of(Hooks hooks) {
        return switch (this) {
            case PRESTART -> hooks.prestart();
            case CREATE_RUNTIME -> hooks.createRuntime();
            case CREATE_CONTAINER -> hooks.createContainer();
            case START_CONTAINER -> hooks.startContainer();
            case POSTSTART -> hooks.poststart();
            case POSTSTOP -> hooks.poststop();
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
