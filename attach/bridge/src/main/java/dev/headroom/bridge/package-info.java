/**
 * The bridge between the agent, the code that it weaves and others in the same JVM. The agent
 * defines these classes in the bootstrap loader, so every class loader sees the same ones; they
 * know nothing but JDK types.
 */
@NullMarked
package dev.headroom.bridge;

import org.jspecify.annotations.NullMarked;
