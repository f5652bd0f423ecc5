/** A load on a service from a test: budgets, and not slower than before. */
@NullMarked
package dev.headroom.loadtest;

import org.jspecify.annotations.NullMarked;
