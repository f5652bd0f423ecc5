/**
 * Tests over the whole build: the direction of dependencies, honest services, a clean repository.
 */
@NullMarked
package dev.headroom.checks;

import org.jspecify.annotations.NullMarked;
