package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.Inheritance;

/**
 * What the caller of create has chosen outside of the config.
 *
 * @param inherited what the program gets from the caller
 * @param noPivot whether the root is moved over the host's instead of pivoted with it
 * @param noNewKeyring whether the caller's session keyring is kept
 */
public record Choices(Inheritance inherited, boolean noPivot, boolean noNewKeyring) {}
