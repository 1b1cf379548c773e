package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.rootfs.RootWay;

/**
 * What was chosen for a container beside what its config says.
 *
 * @param inherited what the program gets from the caller
 * @param way how init gets its root
 * @param noNewKeyring whether the caller's session keyring is kept
 */
public record Choices(Inheritance inherited, RootWay way, boolean noNewKeyring) {}
