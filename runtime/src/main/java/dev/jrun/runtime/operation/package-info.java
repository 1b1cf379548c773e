/**
 * One class for each thing that can be done to a container: check the status, act, save the state. An operation holds
 * the container's lock while it changes it, and undoes what it made when it fails.
 */
@NullMarked
package dev.jrun.runtime.operation;

import org.jspecify.annotations.NullMarked;
