/**
 * A driver and a container that do nothing. Not in Headroom's packages, since its agent leaves
 * those alone.
 */
@NullMarked
package org.example.nothing;

import org.jspecify.annotations.NullMarked;
