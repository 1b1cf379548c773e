package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An option for fsconfig(2).
 *
 * @param pointer where the config has it
 */
record FilesystemOption(String key, Optional<String> value, String pointer) {
    /** The longest value that fsconfig(2) takes. */
    private static final int VALUE_LIMIT = 255;
    /** What mount(2) takes of all options together. */
    static final int DATA_LIMIT = 4095;

    static FilesystemOption parse(String text, String pointer) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new FilesystemOption(text, Optional.empty(), pointer)
                : new FilesystemOption(text.substring(0, equals), Optional.of(text.substring(equals + 1)), pointer);
    }

    boolean isLong() {
        return value.orElse("").getBytes(StandardCharsets.UTF_8).length > VALUE_LIMIT;
    }

    /** In bytes. */
    int length() {
        return toString().getBytes(StandardCharsets.UTF_8).length;
    }

    Syscall<?> call(Fd context) {
        return value.<Syscall<?>>map(text -> new MountCall.FsconfigString(context, key, text))
                .orElseGet(() -> new MountCall.FsconfigFlag(context, key));
    }

    @Override
    public String toString() {
        return value.map(text -> key + "=" + text).orElse(key);
    }
}
