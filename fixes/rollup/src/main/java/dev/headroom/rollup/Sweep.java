package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Adds up many cells of PostgreSQL's rows in few scans of an index. Cells that follow each other,
 * of all groups that agree in what the index has before the time, are a run: it is read once, from
 * its first cell's begin to its last one's end, and {@code width_bucket} tells from the bounds in
 * between which cell a row belongs to. No gap is in a run, so that never more rows are read than
 * cell by cell. Where groups of a run have their bounds at different times, as in different zones,
 * each is a run of its own.
 */
final class Sweep {

  /** Bounds from which on a run ends where it may. */
  private static final int LONGEST = 400;

  /** Different values of a key up to which a run is asked for these alone. */
  private static final int NAMED = 100;

  private final Connection connection;
  private final Layout layout;
  private final List<String> lead;

  Sweep(Connection connection, Layout layout, List<String> lead) {
    this.connection = connection;
    this.layout = layout;
    this.lead = lead;
  }

  /**
   * Cells that are read together.
   *
   * @param lead values of the columns before the time
   * @param bounds where cells begin and end, in the order of time
   * @param cells by group and begin
   */
  private record Run(
      List<Object> lead, List<Long> bounds, Map<List<Object>, Map<Long, Cell>> cells) {

    long from() {
      return bounds.get(0);
    }

    long until() {
      return bounds.get(bounds.size() - 1);
    }
  }

  /**
   * Asks.
   *
   * @param columns what is selected
   * @param where more conditions, with AND
   * @param by what rows of a cell are told apart by, empty for nothing
   */
  void ask(List<Raw.Span> spans, List<String> columns, String where, String by, Raw.Taking taking)
      throws SQLException {
    List<Run> runs = runs(spans);
    try (PreparedStatement statement = connection.prepareStatement(sql(columns, where, by))) {
      bind(statement, runs);
      try (ResultSet row = statement.executeQuery()) {
        int keys = columns.size() + 2;
        int size = layout.group().size();
        while (row.next()) {
          List<Object> group = new ArrayList<>();
          for (int i = 0; i < size; i++) {
            group.add(Dialect.key(row.getObject(keys + i)));
          }
          Run run = runs.get(row.getInt(1) - 1);
          Map<Long, Cell> cells = run.cells.get(group);
          Cell cell = cells == null ? null : cells.get(run.bounds.get(row.getInt(keys + size) - 1));
          if (cell != null) {
            taking.take(cell, row);
          }
        }
      }
    }
  }

  private List<Run> runs(List<Raw.Span> spans) {
    Map<List<Object>, List<Raw.Span>> together = new LinkedHashMap<>();
    for (Raw.Span span : spans) {
      together.computeIfAbsent(leading(span.cell()), key -> new ArrayList<>()).add(span);
    }
    List<Run> runs = new ArrayList<>();
    together.values().forEach(some -> cut(some, runs));
    return runs;
  }

  private List<Object> leading(Cell cell) {
    return lead.stream().map(key -> cell.group().get(layout.group().indexOf(key))).toList();
  }

  /** Cuts where there is a gap, or where it gets long. */
  private void cut(List<Raw.Span> spans, List<Run> runs) {
    List<Raw.Span> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(Raw.Span::lo));
    List<Raw.Span> some = new ArrayList<>();
    TreeSet<Long> bounds = new TreeSet<>();
    for (Raw.Span span : sorted) {
      if (!some.isEmpty()
          && (span.lo() > bounds.last()
              || (span.lo() == bounds.last() && bounds.size() > LONGEST))) {
        add(some, bounds, runs);
        some = new ArrayList<>();
        bounds = new TreeSet<>();
      }
      some.add(span);
      bounds.add(span.lo());
      bounds.add(span.hi());
    }
    add(some, bounds, runs);
  }

  private void add(List<Raw.Span> spans, NavigableSet<Long> bounds, List<Run> runs) {
    Map<List<Object>, Map<Long, Cell>> cells = new HashMap<>();
    boolean whole = true;
    for (Raw.Span span : spans) {
      whole &= Objects.equals(bounds.higher(span.lo()), span.hi());
      cells
          .computeIfAbsent(span.cell().group(), key -> new HashMap<>())
          .put(span.lo(), span.cell());
    }
    if (whole) {
      runs.add(new Run(leading(spans.get(0).cell()), List.copyOf(bounds), cells));
      return;
    }
    Map<List<Object>, List<Raw.Span>> apart = new LinkedHashMap<>();
    spans.forEach(
        span -> apart.computeIfAbsent(span.cell().group(), key -> new ArrayList<>()).add(span));
    if (apart.size() > 1) {
      apart.values().forEach(some -> cut(some, runs));
    } else {
      spans.forEach(span -> add(List.of(span), new TreeSet<>(List.of(span.lo(), span.hi())), runs));
    }
  }

  /** Columns of a group that are not before the time. */
  private List<String> others() {
    return layout.group().stream().filter(key -> !lead.contains(key)).toList();
  }

  private String sql(List<String> columns, String where, String by) {
    StringBuilder unnest = new StringBuilder();
    StringBuilder names = new StringBuilder();
    StringBuilder condition = new StringBuilder(layout.dialect().within(layout)).append(where);
    for (int i = 0; i < lead.size(); i++) {
      unnest.append("?::").append(layout.type(lead.get(i))).append("[], ");
      names.append('p').append(i).append(", ");
      condition.append(" and s.").append(Names.quoted(lead.get(i))).append(" = c.p").append(i);
    }
    StringBuilder joined = new StringBuilder();
    StringBuilder more = new StringBuilder();
    List<String> others = others();
    for (int i = 0; i < others.size(); i++) {
      String of = "f" + i;
      joined.append(" left join (select n, array_agg(k) as ks from unnest(?::int8[], ?::");
      joined.append(layout.type(others.get(i))).append("[]) w(n, k) group by n) ");
      joined.append(of).append(" using (n)");
      more.append(", ").append(of).append(".ks as ").append(of);
      condition.append(" and (c.").append(of).append(" is null or s.");
      condition.append(Names.quoted(others.get(i))).append(" = any(c.").append(of).append("))");
    }
    List<String> selected = new ArrayList<>(columns);
    Slice.quoted(layout.group()).forEach(key -> selected.add("s." + key));
    selected.add("width_bucket(" + Postgres.instant(layout, "s." + layout.time()) + ", c.bounds)");
    StringBuilder grouped = new StringBuilder();
    for (int i = columns.size() + 1; i <= selected.size(); i++) {
      grouped.append(i > columns.size() + 1 ? ", " : "").append(i);
    }
    // Materialized, so that bounds are not made anew for each row.
    return "with c as materialized (select u.*, b.bounds"
        + more
        + " from unnest("
        + unnest
        + "?::int8[], ?::int8[]) with ordinality u("
        + names
        + "lo, hi, n) join (select n, array_agg("
        + Postgres.bound(layout, "x")
        + " order by x) as bounds from unnest(?::int8[], ?::int8[]) v(n, x) group by n) b using (n)"
        + joined
        + ") select c.n, x.* from c cross join lateral (select "
        + String.join(", ", selected)
        + " from "
        + layout.rows()
        + " s where "
        + condition
        + " group by "
        + grouped
        + (by.isEmpty() ? "" : ", " + by)
        + ") x";
  }

  private void bind(PreparedStatement statement, List<Run> runs) throws SQLException {
    int index = 1;
    for (int i = 0; i < lead.size(); i++) {
      int at = i;
      array(
          statement,
          index++,
          layout.type(lead.get(i)),
          runs.stream().map(run -> run.lead.get(at)).toList());
    }
    array(statement, index++, "int8", runs.stream().map(Run::from).toList());
    array(statement, index++, "int8", runs.stream().map(Run::until).toList());
    List<Object> numbers = new ArrayList<>();
    List<Object> bounds = new ArrayList<>();
    for (int n = 0; n < runs.size(); n++) {
      for (Long bound : runs.get(n).bounds) {
        numbers.add(n + 1L);
        bounds.add(bound);
      }
    }
    array(statement, index++, "int8", numbers);
    array(statement, index++, "int8", bounds);
    for (String other : others()) {
      int at = layout.group().indexOf(other);
      List<Object> of = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      for (int n = 0; n < runs.size(); n++) {
        List<Object> distinct =
            runs.get(n).cells.keySet().stream().map(group -> group.get(at)).distinct().toList();
        if (distinct.size() <= NAMED) {
          long number = n + 1L;
          distinct.forEach(value -> of.add(number));
          values.addAll(distinct);
        }
      }
      array(statement, index++, "int8", of);
      array(statement, index++, layout.type(other), values);
    }
  }

  private static void array(
      PreparedStatement statement, int index, String type, List<? extends Object> values)
      throws SQLException {
    statement.setArray(index, statement.getConnection().createArrayOf(type, values.toArray()));
  }
}
