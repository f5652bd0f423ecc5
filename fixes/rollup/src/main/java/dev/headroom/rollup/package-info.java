/**
 * Pre-aggregated tables that stay fresh: a writer's transaction marks what it changed, one instance
 * at a time computes it again, and a read may have the rest from the raw rows. {@link Rollups} is
 * the way in; how it stays exact is told in {@link Refresh}.
 */
@NullMarked
package dev.headroom.rollup;

import org.jspecify.annotations.NullMarked;
