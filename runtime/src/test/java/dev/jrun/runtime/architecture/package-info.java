/** Tests of how the code is put together: which package may use which, what every source file must have. */
@NullMarked
package dev.jrun.runtime.architecture;

import org.jspecify.annotations.NullMarked;
