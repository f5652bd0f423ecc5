/** What happened: requests, statements, pools. */
@NullMarked
package dev.headroom.observe;

import org.jspecify.annotations.NullMarked;
