package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds samples of buckets up again, every grain from the raw rows, and compares; all in one
 * snapshot. Samples are taken from what the rollup has and from where there are rows, so that what
 * is missing is found as well as what is too much.
 */
final class Verifier {

  private static final int TOLD = 20;

  private final Layout layout;
  private final Compute compute;
  private final Levels levels;
  private final Connection connection;
  private final List<String> differences = new ArrayList<>();
  private int checked;
  private int pending;

  Verifier(Connection connection, Layout layout) {
    this.connection = connection;
    this.layout = layout;
    this.compute = new Compute(connection, layout, new Zones(connection, layout));
    this.levels = new Levels(connection, layout);
  }

  /** At most about so many buckets of each grain. */
  Verification verify(int sample, Random random) throws SQLException {
    StateRow state = StateRow.read(connection, layout);
    String name = layout.rollup().name();
    if (state == null || state.state() == StateRow.State.NEW) {
      return new Verification(
          name, 0, 0, List.of("the history is not listed yet: let it be refreshed first"));
    }
    Set<Mark> marks = Marks.find(connection, layout, Slice.ALL).marks();
    Map<Grain, Set<Cell>> dirty =
        compute.dirty(marks.stream().filter(mark -> mark.slot() != null).toList());
    List<Mark> whole = marks.stream().filter(mark -> mark.slot() == null).toList();
    List<Mark> rows = new Raw(connection, layout).slots(Slice.ALL, compute.daySpan());
    Map<Grain, Set<Cell>> present = compute.dirty(picked(rows, sample, random));
    for (Grain grain : layout.rollup().grains()) {
      Map<Cell, @Nullable Object[]> stored = levels.read(grain, Slice.ALL);
      Set<Cell> cells = new LinkedHashSet<>(picked(stored.keySet(), sample, random));
      cells.addAll(picked(Compute.cellsOf(present, grain), sample, random));
      int all = cells.size();
      cells.removeAll(Compute.cellsOf(dirty, grain));
      cells.removeIf(cell -> whole.stream().anyMatch(mark -> mark.concerns(cell.group())));
      pending += all - cells.size();
      compare(grain, cells, stored);
    }
    return new Verification(name, checked, pending, differences);
  }

  private static <T> List<T> picked(java.util.Collection<T> all, int sample, Random random) {
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, Math.min(sample, shuffled.size()));
  }

  private void compare(Grain grain, Set<Cell> cells, Map<Cell, @Nullable Object[]> stored)
      throws SQLException {
    // Lists of the heaviest depend on how they were merged; so they are compared as they are made.
    Map<Cell, @Nullable Object[]> expected = compute.fromRaw(cells, layout.rollup().measures());
    Map<Cell, @Nullable Object[]> merged = compute.states(grain, cells, Map.of());
    for (Cell cell : cells) {
      @Nullable Object @Nullable [] is = stored.get(cell);
      @Nullable Object @Nullable [] should = expected.get(cell);
      checked += is == null && should == null ? 0 : 1;
      if (is == null || should == null) {
        if (is != null || should != null) {
          differ(cell, is == null ? "is missing" : "has no rows");
        }
        continue;
      }
      for (int i = 0; i < is.length; i++) {
        Measure measure = layout.rollup().measures().get(i);
        @Nullable Object @Nullable [] parts = merged.get(cell);
        Object wanted = measure.kind() == Measure.Kind.TOP && parts != null ? parts[i] : should[i];
        if (!States.same(is[i], wanted)) {
          differ(
              cell,
              measure.sketch()
                  ? measure.name() + " is another sketch"
                  : measure.name() + " is " + is[i] + ", rows give " + wanted);
        }
      }
    }
  }

  private void differ(Cell cell, String what) {
    if (differences.size() < TOLD) {
      differences.add(
          layout.levelName(cell.bucket().grain())
              + " "
              + layout.group()
              + "="
              + cell.group()
              + " "
              + cell.bucket()
              + ": "
              + what);
    }
  }
}
