package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The history of a rollup: listed once as marks, a day of a group each, which are then worked off
 * like any change, step by step. So it is resumed after a crash where it was, its progress is the
 * number of marks left, and writers meanwhile need no thought: they mark what they change.
 */
final class Fill {

  private Fill() {}

  /**
   * Marks everything; for a rebuild also what the rollup has, and the raw rows perhaps have not.
   */
  static void list(Connection connection, Layout layout, StateRow.State state) throws SQLException {
    long span = 86_400 / layout.rollup().slotSeconds();
    long listed = new Raw(connection, layout).mark(span);
    boolean again = state == StateRow.State.REBUILD;
    if (again) {
      List<Mark> marks = new ArrayList<>();
      Zones zones = new Zones(connection, layout);
      for (Grain grain : layout.rollup().grains()) {
        Map<Cell, @Nullable Object[]> stored =
            new Levels(connection, layout).read(grain, Slice.ALL);
        zones.look(stored.keySet().stream().map(Cell::group).toList());
        for (Cell cell : stored.keySet()) {
          ZoneId zone = zones.of(cell.group());
          if (zone != null) {
            long second = grain.from(cell.bucket(), zone);
            List<@Nullable Object> group = new ArrayList<>(cell.group());
            marks.add(new Mark(group, Math.floorDiv(second, layout.rollup().slotSeconds()), 1));
          }
        }
      }
      Marks.add(connection, layout, marks);
      listed += marks.size();
    }
    StateRow.set(
        connection,
        layout,
        again ? StateRow.State.REBUILDING : StateRow.State.FILLING,
        listed,
        Marks.last(connection, layout));
  }

  /** After a step: whether that was the last of the history. */
  static void finish(Connection connection, Layout layout, StateRow state) throws SQLException {
    if (state.state() != StateRow.State.LIVE && !Marks.any(connection, layout, state.fillUntil())) {
      StateRow.set(connection, layout, StateRow.State.LIVE, state.fillMarks(), state.fillUntil());
      StateRow.now(connection, layout, "filled_at");
    }
  }

  /** Has everything listed again; answers whether that was needed. */
  static boolean again(Connection connection, Layout layout) throws SQLException {
    StateRow state = StateRow.read(connection, layout);
    if (state == null || !state.state().readable()) {
      return false; // it is being filled anyway
    }
    StateRow.set(connection, layout, StateRow.State.REBUILD, 0, 0);
    return true;
  }

  /** From 0 to 1. */
  static double progress(Connection connection, Layout layout, StateRow state) throws SQLException {
    return switch (state.state()) {
      case NEW, REBUILD -> 0;
      case LIVE -> 1;
      case FILLING, REBUILDING -> {
        long left = Marks.count(connection, layout, state.fillUntil());
        yield state.fillMarks() == 0 ? 1 : Math.max(0, 1 - left / (double) state.fillMarks());
      }
    };
  }
}
