package dev.headroom.rollup;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param rows by keys, then by bucket; buckets without rows are missing
 * @param freshness how fresh they are
 */
public record RollupAnswer(List<RollupRow> rows, Freshness freshness) {

  /**
   * All rows together.
   *
   * @return empty if there are none
   * @throws IllegalArgumentException if a measure is exact distinct, which cannot be added
   */
  public Optional<RollupRow> total() {
    return rows.stream().reduce((one, other) -> one.with(other, Map.of(), null));
  }
}
