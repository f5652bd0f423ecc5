/** A lending library: catalogue, members, loans. */
@NullMarked
package org.example.library;

import org.jspecify.annotations.NullMarked;
