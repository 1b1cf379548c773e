package dev.jrun.spec;

import java.math.BigInteger;

/** Size of a terminal in characters. */
public record ConsoleSize(BigInteger height, BigInteger width) {}
