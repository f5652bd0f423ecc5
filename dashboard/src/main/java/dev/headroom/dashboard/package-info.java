/** Findings for people: text for a console, and a page with tables and flame graphs. */
@NullMarked
package dev.headroom.dashboard;

import org.jspecify.annotations.NullMarked;
