/** Auto-configuration for Spring Boot 4. */
@NullMarked
package dev.headroom.spring;

import org.jspecify.annotations.NullMarked;
