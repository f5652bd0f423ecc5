/** Two-level cache, Caffeine and Redis. */
@NullMarked
package dev.headroom.cache;

import org.jspecify.annotations.NullMarked;
