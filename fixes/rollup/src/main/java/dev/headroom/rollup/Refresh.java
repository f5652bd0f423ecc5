package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Computes again what changed, one step in one transaction, and why nothing is lost by it.
 *
 * <p><b>What holds.</b> In every snapshot of the database, each bucket of a rollup either equals
 * what the raw rows of that snapshot add up to, or there is a mark for it in the same snapshot. So
 * a reader that takes the rollup's rows, leaves out the marked buckets and adds those up from the
 * raw rows, all in one snapshot, has the exact answer at any time, also while writers and this
 * class are at work, and after a crash of either.
 *
 * <p><b>Writers.</b> A trigger inserts the mark in the transaction of the change, so both are seen
 * together or not at all. Marks are never updated and never shared between transactions: had a
 * writer to raise a counter on a mark that is there, it would wait for all others who changed the
 * same bucket; were it to leave out its mark because it sees another's, that one might just have
 * been taken by a step whose snapshot does not see the writer's change.
 *
 * <p><b>A step</b> does this in one transaction, at READ COMMITTED, where each statement sees what
 * was committed before it began:
 *
 * <ol>
 *   <li>It locks the rollup's row of state; if another has it there is nothing to do.
 *   <li>It deletes marks, and remembers those that the deletion returned. A mark that it does not
 *       see, because its writer commits later, is not deleted, whatever its number: marks are
 *       deleted one by one, never "all up to".
 *   <li>It adds up the raw rows of the marked buckets. This statement began later than the
 *       deletion, so it sees every change whose mark was deleted. It may see more: then that
 *       change's mark is still there, and the bucket is computed once more.
 *   <li>It writes the buckets, then those of the coarser grains that they are part of, from the
 *       rows of the grain below. Nobody else writes these tables, because of the lock.
 *   <li>It commits. If it does not come to that, everything is as before, marks included.
 * </ol>
 *
 * <p><b>Why that keeps what holds.</b> Take a bucket and a snapshot, and in it the last step that
 * computed the bucket. A writer that the snapshot sees was either seen by that step's sum: then its
 * change is in. Or it was not: then its mark was not seen by the deletion, which was earlier, and
 * by no step before; the steps after, if they had deleted it, would have computed the bucket,
 * against the choice of the last. So the mark is in the snapshot.
 *
 * <p>The lock is the database's and belongs to the transaction: a job that was taken for dead and
 * is not (a long pause, say) holds it until its transaction ends, and none of its writes can come
 * after those of a later step. SQLite has one writer at a time; there a step is one {@code BEGIN
 * IMMEDIATE}.
 *
 * <p><b>What a mark says</b> is a slot of UTC, an hour or a quarter of one, never a bucket: only
 * {@code java.time} maps times to local buckets, so the rollup does not depend on whether the
 * database has the same rules for time zones, or any. A slot that two buckets share marks both. A
 * mark without slot says that a key changed its zone; one without anything, that the table was
 * emptied.
 */
final class Refresh {

  /** Marks of a step: bounds how long it holds the lock, which in SQLite is that of all writers. */
  static final int MARKS = 1000;

  private final DataSource database;
  private final Layout layout;

  /** Told before each step's part; tests stop it there. */
  private final Consumer<String> parts;

  private int worked;

  Refresh(DataSource database, Layout layout, Consumer<String> parts) {
    this.database = database;
    this.layout = layout;
    this.parts = parts;
  }

  /** What a step did. */
  enum Done {
    /** There was nothing to do. */
    NOTHING,
    /** Another instance is at it. */
    ELSEWHERE,
    /** Something; there may be more. */
    SOME
  }

  /** How many marks the step worked off. */
  int worked() {
    return worked;
  }

  Done step() throws SQLException {
    parts.accept("begin");
    Done done =
        Transactions.write(
            database,
            connection -> {
              parts.accept("lock");
              StateRow state = StateRow.lock(connection, layout);
              if (state == null) {
                return Done.ELSEWHERE;
              }
              Done result = step(connection, state);
              parts.accept("commit");
              return result;
            });
    parts.accept("committed");
    return done;
  }

  private Done step(Connection connection, StateRow state) throws SQLException {
    if (state.state() == StateRow.State.NEW || state.state() == StateRow.State.REBUILD) {
      parts.accept("fill");
      Fill.list(connection, layout, state.state());
      return Done.SOME;
    }
    parts.accept("take");
    List<Mark> marks = layout.dialect().takeMarks(connection, layout, MARKS);
    worked = marks.size();
    if (marks.stream().anyMatch(Mark::everything)) {
      parts.accept("wipe");
      new Levels(connection, layout).wipe(Slice.ALL);
      StateRow.set(connection, layout, StateRow.State.NEW, 0, 0);
      return Done.SOME;
    }
    Zones zones = new Zones(connection, layout);
    if (!marks.isEmpty()) {
      compute(connection, zones, marks);
    }
    Fill.finish(connection, layout, state);
    StateRow.refreshed(connection, layout, zones.refused());
    return marks.isEmpty() ? Done.NOTHING : Done.SOME;
  }

  private void compute(Connection connection, Zones zones, List<Mark> marks) throws SQLException {
    layout.lookForIndex(connection);
    Levels levels = new Levels(connection, layout);
    List<Mark> slots = new ArrayList<>();
    for (Mark mark : marks) {
      if (mark.slot() != null) {
        slots.add(mark);
        continue;
      }
      parts.accept("zone");
      Slice slice = new Slice(keys(mark), null, null);
      levels.wipe(slice);
      slots.addAll(
          new Raw(connection, layout).slots(slice, 86_400 / layout.rollup().slotSeconds()));
    }
    Compute compute = new Compute(connection, layout, zones);
    Map<Grain, Set<Cell>> dirty = compute.dirty(slots);
    Map<Grain, Set<Cell>> none = new EnumMap<>(Grain.class);
    for (Grain grain : layout.rollup().grains()) {
      Collection<Cell> cells = Compute.cellsOf(dirty, grain);
      parts.accept("compute " + grain);
      var states = compute.states(grain, cells, none);
      parts.accept("write " + grain);
      levels.replace(grain, cells, states);
    }
  }

  private Map<String, Object> keys(Mark mark) {
    Map<String, Object> keys = new TreeMap<>();
    for (int i = 0; i < mark.group().size(); i++) {
      Object value = mark.group().get(i);
      if (value != null) {
        keys.put(layout.group().get(i), value);
      }
    }
    return keys;
  }
}
