package dev.headroom.services.wellbeing;

import org.jspecify.annotations.Nullable;

/** Two figures side by side; the change is null where the earlier one is 0. */
record Change(long now, long before, @Nullable Double changePercent) {

  static Change of(long now, long before) {
    return new Change(
        now, before, before == 0 ? null : Score.round(100.0 * (now - before) / before));
  }
}
