/** Whether what is named of a reference service is what is there; for their tests alone. */
@NullMarked
package dev.headroom.services.testing;

import org.jspecify.annotations.NullMarked;
