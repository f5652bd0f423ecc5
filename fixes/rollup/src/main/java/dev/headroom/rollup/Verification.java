package dev.headroom.rollup;

import java.util.List;

/**
 * What a comparison with the raw rows found.
 *
 * @param rollup the rollup's name
 * @param checked buckets that were added up again and compared
 * @param pending buckets of the sample that were left out, because their change is known and waits
 * @param differences one line each, at most 20; empty if all is well
 */
public record Verification(String rollup, int checked, int pending, List<String> differences) {

  /** Copies the list. */
  public Verification {
    differences = List.copyOf(differences);
  }

  /**
   * Whether the rollup is what the raw rows add up to.
   *
   * @return true if nothing differs
   */
  public boolean holds() {
    return differences.isEmpty();
  }
}
