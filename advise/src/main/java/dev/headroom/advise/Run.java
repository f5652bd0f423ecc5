package dev.headroom.advise;

/**
 * One execution on the scratch copy. Figures that are not known are -1.
 *
 * @param nanos execution time, the best of up to three; the statement time-out where it needed
 *     longer
 * @param buffers pages of 8 KB hit, read or spilled; of SQLite pages of its own size, read from an
 *     empty cache of 2 MB
 * @param cost the planner's estimate, in its own unit
 * @param rowsRead rows that scans looked at
 * @param rowsReturned rows that came out
 * @param plan EXPLAIN (ANALYZE, BUFFERS), literals masked
 * @param steps instructions of SQLite's virtual machine; -1 for other databases
 */
public record Run(
    long nanos,
    long buffers,
    double cost,
    long rowsRead,
    long rowsReturned,
    String plan,
    long steps) {

  static Run of(Plan plan) {
    return new Run(
        Math.round(plan.micros() * 1_000),
        Math.round(plan.buffers()),
        Double.isNaN(plan.cost()) ? -1 : plan.cost(),
        Double.isNaN(plan.rowsRead()) ? -1 : Math.round(plan.rowsRead()),
        Double.isNaN(plan.rowsReturned()) ? -1 : Math.round(plan.rowsReturned()),
        PlanText.masked(plan.text()),
        Double.isNaN(plan.steps()) ? -1 : Math.round(plan.steps()));
  }
}
