/** What the reference services share: tokens, refusals, hand-made indexes, loading of data. */
@NullMarked
package dev.headroom.services.common;

import org.jspecify.annotations.NullMarked;
