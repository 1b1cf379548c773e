/** The engine of jrun. {@code Main} wires the packages below this one together; nothing else knows them all. */
@NullMarked
package dev.jrun.runtime;

import org.jspecify.annotations.NullMarked;
