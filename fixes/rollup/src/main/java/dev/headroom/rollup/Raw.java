package dev.headroom.rollup;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Questions to the rows themselves. */
final class Raw {

  /** Cells of one question. */
  static final int CHUNK = 400;

  /** The same where they are read in runs, which a question's end cuts. */
  private static final int SWEPT = 4000;

  private final Connection connection;
  private final Layout layout;

  Raw(Connection connection, Layout layout) {
    this.connection = connection;
    this.layout = layout;
  }

  /**
   * A cell with its bounds in seconds of the epoch.
   *
   * @param cell the cell
   * @param lo first second
   * @param hi the second after the last
   */
  record Span(Cell cell, long lo, long hi) {}

  /** States by cell, in the order of the measures; cells without rows are missing. */
  Map<Cell, @Nullable Object[]> aggregate(List<Span> spans, List<Measure> measures)
      throws SQLException {
    Map<Cell, @Nullable Object[]> found = new HashMap<>();
    int most = layout.lead().get() == null ? CHUNK : SWEPT;
    for (int from = 0; from < spans.size(); from += most) {
      chunk(spans.subList(from, Math.min(spans.size(), from + most)), measures, found);
    }
    return found;
  }

  private void chunk(List<Span> spans, List<Measure> measures, Map<Cell, @Nullable Object[]> found)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    for (Measure measure : measures) {
      columns.addAll(layout.dialect().selected(measure));
    }
    ask(
        spans,
        columns,
        "",
        "",
        (cell, row) -> {
          @Nullable Object[] states = new @Nullable Object[measures.size()];
          int index = 2;
          for (int i = 0; i < states.length; i++) {
            Measure measure = measures.get(i);
            states[i] = measure.sketch() ? States.empty(measure) : exact(measure, row, index);
            index += measure.sketch() ? 0 : measure.stored().size();
          }
          found.put(cell, states);
        });
    for (int i = 0; i < measures.size(); i++) {
      if (measures.get(i).sketch()) {
        sketch(spans, measures.get(i), i, found);
      }
    }
  }

  static @Nullable Object exact(Measure measure, ResultSet row, int index) throws SQLException {
    return switch (measure.kind()) {
      case COUNT, DISTINCT -> row.getLong(index);
      case AVERAGE -> new States.Mean(States.number(row.getObject(index)), row.getLong(index + 1));
      default -> States.number(row.getObject(index));
    };
  }

  private void sketch(
      List<Span> spans, Measure measure, int at, Map<Cell, @Nullable Object[]> found)
      throws SQLException {
    String column = "s." + Names.quoted(String.valueOf(measure.column()));
    String text = layout.dialect().text(column);
    String number = layout.dialect().number(column);
    String present = " and " + column + " is not null";
    switch (measure.kind()) {
      case DISTINCT_SKETCH ->
          ask(
              spans,
              List.of(text),
              present,
              text,
              (cell, row) -> ((DistinctSketch) of(found, cell, at)).add(row.getString(2)));
      case PERCENTILES ->
          ask(
              spans,
              List.of(number, "count(*)"),
              present,
              number,
              (cell, row) -> {
                double value = row.getDouble(2);
                if (!row.wasNull()) {
                  ((PercentileSketch) of(found, cell, at)).add(value, row.getLong(3));
                }
              });
      default -> {
        String weight =
            measure.weight() == null
                ? "count(*)"
                : "sum(" + layout.dialect().number("s." + Names.quoted(measure.weight())) + ")";
        Map<Cell, Map<String, BigDecimal>> weights = new HashMap<>();
        ask(
            spans,
            List.of(text, weight),
            present,
            text,
            (cell, row) ->
                weights
                    .computeIfAbsent(cell, key -> new HashMap<>())
                    .put(row.getString(2), decimal(row.getObject(3))));
        weights.forEach(
            (cell, each) -> state(found, cell)[at] = TopList.of(each, measure.capacity()));
      }
    }
  }

  private static @Nullable Object[] state(Map<Cell, @Nullable Object[]> found, Cell cell) {
    return java.util.Objects.requireNonNull(found.get(cell));
  }

  private static Object of(Map<Cell, @Nullable Object[]> found, Cell cell, int at) {
    return java.util.Objects.requireNonNull(state(found, cell)[at]);
  }

  private static BigDecimal decimal(@Nullable Object weight) {
    Number number = States.number(weight);
    if (number == null) {
      return BigDecimal.ZERO;
    }
    return number instanceof BigDecimal exact
        ? exact
        : Double.isFinite(number.doubleValue())
            ? BigDecimal.valueOf(number.doubleValue())
            : BigDecimal.ZERO;
  }

  /** What is done with a row, whose selected columns begin at 2. */
  interface Taking {
    void take(Cell cell, ResultSet row) throws SQLException;
  }

  /**
   * Asks for all spans at once.
   *
   * @param by what rows of a cell are told apart by, empty for nothing
   */
  private void ask(List<Span> spans, List<String> columns, String where, String by, Taking taking)
      throws SQLException {
    List<String> lead = layout.lead().get();
    if (lead != null) {
      new Sweep(connection, layout, lead).ask(spans, columns, where, by, taking);
      return;
    }
    StringBuilder condition = new StringBuilder(layout.dialect().within(layout));
    for (int i = 0; i < layout.group().size(); i++) {
      condition.append(" and ").append(layout.dialect().sameKey(layout, i));
    }
    condition.append(where);
    String sql =
        "select c.n, "
            + String.join(", ", columns)
            + (" from c join " + layout.rows() + " s on " + condition)
            + " group by c.n"
            + (by.isEmpty() ? "" : ", " + by);
    long[] lo = spans.stream().mapToLong(Span::lo).toArray();
    long[] hi = spans.stream().mapToLong(Span::hi).toArray();
    try (PreparedStatement statement =
        connection.prepareStatement(layout.dialect().cells(layout, spans.size()) + sql)) {
      List<List<Object>> groups = spans.stream().map(span -> span.cell().group()).toList();
      layout.dialect().bindCells(statement, layout, groups, lo, hi);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          taking.take(spans.get(row.getInt(1) - 1).cell(), row);
        }
      }
    }
  }

  /** Marks where there are rows, of so many slots each; answers how many. */
  long mark(long span) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into "
                + layout.marks()
                + " ("
                + layout.shortKeyList()
                + "mark_slot, mark_span) "
                + places(Slice.ALL, span))) {
      bind(statement, Slice.ALL);
      return statement.executeUpdate();
    }
  }

  /** The same marks, to be looked at. */
  List<Mark> slots(Slice slice, long span) throws SQLException {
    List<Mark> marks = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(places(slice, span))) {
      bind(statement, slice);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          marks.add(Marks.read(row, layout));
        }
      }
    }
    return marks;
  }

  /** In the order in which an index has them, so that marks of a step are near each other. */
  private String places(Slice slice, long span) {
    String slot = layout.dialect().slot(layout, "s.", layout.rollup().slotSeconds() * span);
    String keys =
        String.join(
            "",
            Slice.quoted(layout.group()).stream()
                .map(key -> layout.dialect().distinctKey("s." + key) + ", ")
                .toList());
    String where =
        slice.where(layout.group(), Slice.quoted(layout.group()), "s.%s = ?")
            + (slice.from() == null && slice.until() == null
                ? ""
                : " and " + layout.dialect().within(layout));
    return "select distinct "
        + keys
        + slot
        + " * "
        + span
        + ", "
        + span
        + " from (select cast(? as bigint) as lo, cast(? as bigint) as hi) c, "
        + layout.rows()
        + " s where 1 = 1"
        + where
        + " order by "
        + String.join(", ", layout.order().stream().map(String::valueOf).toList());
  }

  private static void bind(PreparedStatement statement, Slice slice) throws SQLException {
    statement.setLong(1, slice.lo());
    statement.setLong(2, slice.hi());
    slice.bind(statement, 3);
  }
}
