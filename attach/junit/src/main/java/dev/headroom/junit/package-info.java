/** A JUnit extension that fails a test when the code it exercises brings a new finding. */
@NullMarked
package dev.headroom.junit;

import org.jspecify.annotations.NullMarked;
