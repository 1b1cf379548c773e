package dev.jrun.runtime.operation;

import dev.jrun.spec.resources.Resources;
import java.util.Optional;

/**
 * Limits to change.
 *
 * @param resources what is absent stays as it is
 * @param cacheSchema the share of the L3 caches, as resctrl writes it
 * @param bandwidthSchema the share of the memory bandwidth, as resctrl writes it
 */
public record ResourceUpdate(Resources resources, Optional<String> cacheSchema, Optional<String> bandwidthSchema) {}
