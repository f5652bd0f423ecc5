package dev.headroom.advise;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Builds candidates on the copy, what the workload would like most first. Of a large table some
 * wait: those whose keys another begins with, which serves whatever they serve, from some more
 * pages. When the longer one is chosen, they are built too, the longest first, to see whether its
 * further columns are worth their pages; where they are, what is still shorter is left out.
 */
final class SqliteBuilding {

  private static final int MOST_CANDIDATES = 60;

  private final SqliteBench bench;
  private final long manyRows;
  private final Consumer<String> progress;
  private final BooleanSupplier timeUp;
  private final LongSupplier millisLeft;
  private final Map<Candidate, Long> sizes = new LinkedHashMap<>();
  private final Map<Candidate, Long> nanos = new LinkedHashMap<>();
  private final Map<Candidate, String> refused = new LinkedHashMap<>();
  private final Set<Candidate> waiting = new LinkedHashSet<>();
  private boolean complete = true;

  /**
   * Nothing is built yet.
   *
   * @param manyRows that make a table a large one
   */
  SqliteBuilding(
      SqliteBench bench,
      long manyRows,
      Consumer<String> progress,
      BooleanSupplier timeUp,
      LongSupplier millisLeft) {
    this.bench = bench;
    this.manyRows = manyRows;
    this.progress = progress;
    this.timeUp = timeUp;
    this.millisLeft = millisLeft;
  }

  /** In bytes, of what was built. */
  Map<Candidate, Long> sizes() {
    return sizes;
  }

  Map<Candidate, Long> nanos() {
    return nanos;
  }

  /** What was not built, with the reason. */
  Map<Candidate, String> refused() {
    Map<Candidate, String> all = new LinkedHashMap<>(refused);
    waiting.forEach(
        candidate ->
            all.put(candidate, "one that begins with it serves the same, and was built instead"));
    return all;
  }

  /** Whether time was enough for all. */
  boolean complete() {
    return complete;
  }

  void build(Map<Candidate, Double> wishes) throws SQLException {
    List<Candidate> order =
        wishes.entrySet().stream()
            .sorted(Map.Entry.<Candidate, Double>comparingByValue().reversed())
            .map(Map.Entry::getKey)
            .filter(this::possible)
            .toList();
    for (Candidate candidate : order) {
      if (candidate.table().rows() >= manyRows
          && order.stream()
              .anyMatch(other -> begins(candidate, other) || searchesBy(other, candidate))) {
        waiting.add(candidate);
      } else {
        build(candidate);
      }
    }
  }

  /** Builds what waits and chosen ones begin with, the longest of each; whether there was any. */
  boolean shorter(Set<Candidate> choice) throws SQLException {
    List<Candidate> next = new ArrayList<>();
    for (Candidate chosen : choice) {
      waiting.stream()
          .filter(candidate -> begins(candidate, chosen))
          .max(Comparator.comparingInt(candidate -> candidate.keys().size()))
          .filter(
              candidate ->
                  sizes.keySet().stream()
                      .noneMatch(
                          built ->
                              !choice.contains(built)
                                  && begins(candidate, built)
                                  && begins(built, chosen)))
          .ifPresent(next::add);
    }
    boolean any = false;
    for (Candidate candidate : next) {
      any |= waiting.remove(candidate) && build(candidate);
    }
    return any;
  }

  /** Whether the other holds the same rows, and has these keys and more. */
  private static boolean begins(Candidate candidate, Candidate other) {
    List<Candidate.Key> all = new ArrayList<>(other.keys());
    other.include().forEach(column -> all.add(Candidate.Key.of(column)));
    return candidate.include().isEmpty()
        && candidate.keys().size() < all.size()
        && sameRows(candidate, other)
        && candidate.isPrefixOf(all);
  }

  /** Whether the other has these columns too, and no others, with more of them to search by. */
  private static boolean searchesBy(Candidate other, Candidate candidate) {
    return candidate.keys().size() < other.keys().size()
        && sameRows(candidate, other)
        && candidate.isPrefixOf(other.keys())
        && candidate.touched().equals(other.touched());
  }

  private static boolean sameRows(Candidate candidate, Candidate other) {
    return candidate.table().equals(other.table()) && candidate.where().equals(other.where());
  }

  private boolean possible(Candidate candidate) {
    if (candidate.table().tiny()) {
      refused.put(candidate, "a table this small is read whole just as fast");
      return false;
    }
    String covering = candidate.coveredBy();
    if (covering != null) {
      refused.put(candidate, "index " + covering + " covers it");
    }
    return covering == null;
  }

  private boolean build(Candidate candidate) {
    if (timeUp.getAsBoolean() || sizes.size() >= MOST_CANDIDATES) {
      complete = false;
      refused.put(candidate, "the time limit was reached before it was built");
      return false;
    }
    progress.accept("building " + candidate.table().sql() + " " + candidate.columns());
    try {
      nanos.put(candidate, bench.build(candidate, millisLeft.getAsLong() / 2));
      sizes.put(candidate, bench.size(candidate));
      return true;
    } catch (SQLException e) {
      refused.put(
          candidate,
          "it cannot be built: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      return false;
    }
  }
}
