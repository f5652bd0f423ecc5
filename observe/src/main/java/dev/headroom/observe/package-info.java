/**
 * What happened: requests, their statements, pool waits and cache look-ups, counted where they
 * happen.
 */
@NullMarked
package dev.headroom.observe;

import org.jspecify.annotations.NullMarked;
