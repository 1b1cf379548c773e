package dev.jrun.spec;

/** Execution domains of personality(2). */
public enum PersonalityDomain {
    LINUX,
    LINUX32
}
