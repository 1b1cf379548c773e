/** What the black-box tests share: running the built jrun, making bundles, comparing the machine before and after. */
@NullMarked
package dev.jrun.integration;

import org.jspecify.annotations.NullMarked;
