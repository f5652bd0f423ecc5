/** Fixes at a servlet service's door: answers from a cache, compressed, reduced to some fields. */
@NullMarked
package dev.headroom.web;

import org.jspecify.annotations.NullMarked;
