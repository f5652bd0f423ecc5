/** Embedded PostgreSQL and Redis for development and tests. */
@NullMarked
package dev.headroom.devservices;

import org.jspecify.annotations.NullMarked;
