package dev.headroom.observe;

import org.jspecify.annotations.Nullable;

/** A bind value whose type the application gave. */
record Typed(@Nullable Object value, int type) {}
