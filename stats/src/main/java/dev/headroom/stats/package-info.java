/** Histograms, paired verdicts and their intervals. */
@NullMarked
package dev.headroom.stats;

import org.jspecify.annotations.NullMarked;
