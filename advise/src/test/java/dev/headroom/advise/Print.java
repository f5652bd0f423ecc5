package dev.headroom.advise;

/** Advice for people, in tests. */
final class Print {

  private Print() {}

  static void advice(Advice advice) {
    for (IndexAdvice index : advice.indexes()) {
      System.out.printf(
          "+ %s %s  %.1f MB, built in %.0f ms, +%.1f us +%.1f pages a row x %d%n",
          index.table(),
          index.columns(),
          index.sizeBytes() / 1e6,
          index.buildNanos() / 1e6,
          index.writes().nanosPerRow() / 1e3,
          index.writes().buffersPerRow(),
          index.writes().rows());
      for (StatementEffect effect : index.helped()) {
        StatementEffect.Sample typical = effect.typical();
        System.out.printf(
            "    %3.0f %% (own %3.0f %%) %s %.2f -> %.2f ms, %d -> %d pages, %d -> %d rows read: %.90s%n",
            100 * effect.saving(),
            100 * effect.ownSaving(),
            effect.genericPlan() ? "generic too" : "custom only",
            typical.before().nanos() / 1e6,
            typical.after().nanos() / 1e6,
            typical.before().buffers(),
            typical.after().buffers(),
            typical.before().rowsRead(),
            typical.after().rowsRead(),
            effect.statement().fingerprint());
      }
    }
    advice.refused().forEach(one -> System.out.println("- " + one.index() + ": " + one.reason()));
    advice
        .skipped()
        .forEach(one -> System.out.println("? " + one.statement() + ": " + one.reason()));
    System.out.printf(
        "pages %.0f -> %.0f, ms %.0f -> %.0f, %s, %.1f s%n",
        advice.before().buffers(),
        advice.after().buffers(),
        advice.before().nanos() / 1e6,
        advice.after().nanos() / 1e6,
        advice.complete() ? "complete" : "cut short",
        advice.elapsedNanos() / 1e9);
  }
}
