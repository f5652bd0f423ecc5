/** Benchmarks of what the observer keeps to itself; therefore in its package. */
@NullMarked
package dev.headroom.observe;

import org.jspecify.annotations.NullMarked;
