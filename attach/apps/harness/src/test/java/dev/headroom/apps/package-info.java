/** The agent on applications that know nothing of it. */
@NullMarked
package dev.headroom.apps;

import org.jspecify.annotations.NullMarked;
