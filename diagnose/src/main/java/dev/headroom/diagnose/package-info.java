/** Why it is slow: observations to findings, without I/O. */
@NullMarked
package dev.headroom.diagnose;

import org.jspecify.annotations.NullMarked;
