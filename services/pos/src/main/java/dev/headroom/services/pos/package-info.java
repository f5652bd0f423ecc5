/** Reference service: restaurants, menus, orders. */
@NullMarked
package dev.headroom.services.pos;

import org.jspecify.annotations.NullMarked;
