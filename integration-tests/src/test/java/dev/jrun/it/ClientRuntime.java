package dev.jrun.it;

import java.nio.file.Path;

/** What a client is told to run containers with: jrun, and runc as the control that the test itself is right. */
enum ClientRuntime {
    JRUN {
        @Override
        Path program() {
            return RuntimeUnderTest.binary();
        }
    },
    RUNC {
        @Override
        Path program() {
            return Path.of("/usr/sbin/runc");
        }
    };

    abstract Path program();
}
