/** Reference service: digital wellbeing analytics. */
@NullMarked
package dev.headroom.services.wellbeing;

import org.jspecify.annotations.NullMarked;
