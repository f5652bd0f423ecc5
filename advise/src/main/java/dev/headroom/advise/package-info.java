/** Index advice that was built and measured, on its own connection or a scratch copy. */
@NullMarked
package dev.headroom.advise;

import org.jspecify.annotations.NullMarked;
