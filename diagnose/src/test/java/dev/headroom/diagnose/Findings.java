package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;

/** Findings by what a test looks at. */
final class Findings {

  private Findings() {}

  static Finding of(String id, double share) {
    return of(id, share, -1, 0);
  }

  static Finding of(String id, double share, double perRequest, double savingNanos) {
    return new Finding(
        id,
        FindingKind.N_PLUS_ONE,
        "GET /orders",
        "select sku from order_line where order_id = ?",
        "",
        share,
        Confidence.HIGH,
        savingNanos,
        "It repeats.",
        "Read once.",
        new Evidence(10, perRequest, 1, 1, 1, -1, -1, "", "", ""));
  }
}
