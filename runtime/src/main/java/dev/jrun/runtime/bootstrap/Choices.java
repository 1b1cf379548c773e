package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.rootfs.RootWay;

/**
 * What the caller of create has chosen outside of the config.
 *
 * @param inherited what the program gets from the caller
 * @param way how init gets its root
 * @param noNewKeyring whether the caller's session keyring is kept
 */
public record Choices(Inheritance inherited, RootWay way, boolean noNewKeyring) {}
