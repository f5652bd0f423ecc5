/** Load engine, before and after in blocks, reports. */
@NullMarked
package dev.headroom.prove;

import org.jspecify.annotations.NullMarked;
