package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A SQLite database whose connections have other settings than a service wants ({@link
 * SqliteSettings}). How it is set was read from the connections; what that costs was not measured,
 * so the share is what it costs at most: where commits wait for the disk, all time in writes and
 * commits; where the file is larger than what is kept of it, all time in reads. Never more than
 * MEDIUM, and no saving is promised.
 */
final class SqliteNotTuned implements Rule {

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (SqliteObservation seen : window.sqlite()) {
      SqliteSettings settings = new SqliteSettings(seen);
      if (!seen.oneWriter() && (settings.writesWait() || settings.readsMiss())) {
        found.add(finding(window, seen, settings));
      }
    }
    return found;
  }

  private static Finding finding(Window window, SqliteObservation seen, SqliteSettings settings) {
    Map<String, Double> explained = explained(window, seen, settings);
    String endpoint =
        explained.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(Window.BACKGROUND);
    return new Draft(window, FindingKind.SQLITE_NOT_TUNED, endpoint)
        .about(seen.pool())
        .explains(explained.values().stream().mapToDouble(Double::doubleValue).sum())
        .proved(Confidence.MEDIUM)
        .says(
            "The SQLite database of pool "
                + seen.pool()
                + " is not tuned: "
                + settings.summary()
                + ".",
            "Use headroom.sqlite (one writer, many readers, these settings), or set them on each"
                + " connection of the pool.")
        .evidence(
            Words.evidence(
                seen.writes(),
                -1,
                -1,
                -1,
                settings.told()
                    + " The share is all time in "
                    + (settings.writesWait() ? "writes and commits" : "")
                    + (settings.writesWait() && settings.readsMiss() ? ", and in " : "")
                    + (settings.readsMiss() ? "reads" : "")
                    + ": the most that it can be. No saving is promised: what the disk takes was"
                    + " not measured."))
        .patch(PatchText.sqlite())
        .finding();
  }

  /** By endpoint that uses this pool; what the background does is no request's time. */
  private static Map<String, Double> explained(
      Window window, SqliteObservation seen, SqliteSettings settings) {
    Map<String, Double> inDatabase = new LinkedHashMap<>();
    Optional<PoolObservation> pool =
        window.pools().stream().filter(p -> p.name().equals(seen.pool())).findFirst();
    for (PoolObservation.Holder holder : pool.map(PoolObservation::holders).orElse(List.of())) {
      if (!holder.endpoint().equals(Window.BACKGROUND)) {
        inDatabase.merge(holder.endpoint(), Window.known(holder.statementNanos()), Double::sum);
      }
    }
    Map<String, Double> explained = new LinkedHashMap<>();
    inDatabase.forEach(
        (endpoint, nanos) -> {
          double reads = 0;
          double writes = 0;
          for (StatementObservation s : window.statements(endpoint)) {
            if (window.shape(s).written().isEmpty()) {
              reads += Window.known(s.totalNanos());
            } else {
              writes += Window.known(s.totalNanos());
            }
          }
          double commits = writes > 0 ? Math.max(0, nanos - reads - writes) : 0;
          explained.put(
              endpoint,
              (settings.writesWait() ? writes + commits : 0) + (settings.readsMiss() ? reads : 0));
        });
    return explained;
  }
}
