/**
 * The kernel's values: errno names, flag bits, system call numbers. Values only, no behaviour: everything here can be
 * checked against the kernel's uapi headers line by line.
 */
@NullMarked
package dev.jrun.runtime.abi;

import org.jspecify.annotations.NullMarked;
