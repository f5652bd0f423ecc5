/** A browser for tests, and whether what it shows is accessible. */
@NullMarked
package dev.headroom.devbrowser;

import org.jspecify.annotations.NullMarked;
