/**
 * The benchmark: what jrun costs beside runc, crun and the kernel's own price.
 *
 * <p>It has parts (see {@link Part}), which print Markdown tables. Whom it compares are the {@link Contenders}; a
 * {@link Comparison} measures them in turn, and a {@link Workplace} holds all that it makes on the machine, and removes
 * it, whenever it ends.
 *
 * <p>Each figure is taken by a small C program ({@code src/bench/c/measure.c}), as a JVM's own way of starting processes
 * would be part of it. The kernel's price is {@code src/bench/c/floor.c}: the same namespaces, cgroups and mounts, no more.
 */
@NullMarked
package dev.jrun.it.bench;

import org.jspecify.annotations.NullMarked;
