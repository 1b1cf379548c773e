/** What can go wrong, cut by who can do something about it. Each exception knows its exit code and reads as one line. */
@NullMarked
package dev.jrun.runtime.failure;

import org.jspecify.annotations.NullMarked;
