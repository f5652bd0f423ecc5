/**
 * What users set: {@code headroom.yml}, the environment and system properties, as records that
 * refuse what is wrong with its place and what to write instead.
 */
@NullMarked
package dev.headroom.settings;

import org.jspecify.annotations.NullMarked;
