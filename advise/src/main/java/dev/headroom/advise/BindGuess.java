package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.sf.jsqlparser.JSQLParserException;
import org.jspecify.annotations.Nullable;

/**
 * Binds for statements of which none were seen. Values of one statement come from one row of the
 * table, so that columns that go together stay together and frequent values are picked as often as
 * they occur; ranges reach from one row's value to another's.
 */
final class BindGuess {

  /** Where a placeholder stands. */
  record Place(Catalog.Tab table, String column, Kind kind) {
    enum Kind {
      EQUAL,
      FROM,
      TO,
      LIKE,
      COUNT
    }
  }

  private static final int ROWS = 13;

  private BindGuess() {}

  /** The workload with made-up binds where it has none; statements beyond that are as they were. */
  static List<StatementObservation> fill(String url, List<StatementObservation> workload)
      throws SQLException {
    try (Connection connection = ServerUrl.open(url)) {
      return fill(connection, workload, false);
    }
  }

  /** Of a database that others use, rows come from a few of its pages. */
  static List<StatementObservation> fill(
      Connection connection, List<StatementObservation> workload, boolean inUse)
      throws SQLException {
    List<StatementObservation> filled = new ArrayList<>();
    Catalog catalog = Catalog.read(connection);
    for (StatementObservation seen : workload) {
      Numbered numbered = Numbered.of(seen.sql());
      List<List<Bind>> binds =
          numbered.parameters() == 0 || !seen.samples().isEmpty()
              ? List.of()
              : guess(connection, catalog, numbered, inUse);
      filled.add(binds.isEmpty() ? seen : with(seen, binds));
    }
    return filled;
  }

  private static List<List<Bind>> guess(
      Connection connection, Catalog catalog, Numbered numbered, boolean inUse) {
    try {
      Map<Integer, Place> places = Accesses.of(numbered.text(), catalog).places();
      List<String> types = types(connection, numbered);
      List<List<Bind>> samples = new ArrayList<>();
      Map<Catalog.Tab, List<Map<String, String>>> rows = new HashMap<>();
      for (Place place : places.values()) {
        if (place.kind() != Place.Kind.COUNT && !rows.containsKey(place.table())) {
          rows.put(place.table(), rows(connection, place.table(), places, inUse));
        }
      }
      for (int i = 0; i < ROWS; i++) {
        List<Bind> sample = new ArrayList<>();
        for (int p = 1; p <= numbered.parameters(); p++) {
          String value = value(places.get(p), rows, i);
          sample.add(value == null ? plain(types.get(p - 1)) : new Bind(Types.OTHER, value, false));
        }
        if (!samples.contains(sample)) {
          samples.add(sample);
        }
      }
      return samples;
    } catch (SQLException | JSQLParserException | RuntimeException e) {
      return List.of(); // it is reported as a statement without binds
    }
  }

  private static @Nullable String value(
      @Nullable Place place, Map<Catalog.Tab, List<Map<String, String>>> tables, int i) {
    if (place == null) {
      return null;
    }
    if (place.kind() == Place.Kind.COUNT) {
      return "20";
    }
    List<Map<String, String>> rows = tables.getOrDefault(place.table(), List.of());
    List<String> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.get(place.column())));
    if (values.isEmpty()) {
      return null;
    }
    int at = i % values.size();
    // Rows come sorted by what ranges ask for: from one to another is a range.
    return switch (place.kind()) {
      case FROM -> values.get(at / 2);
      case TO -> values.get(Math.min(values.size() - 1, at / 2 + 1 + at % 3));
      case LIKE -> {
        String value = values.get(at);
        yield value == null ? null : value.substring(0, Math.min(4, value.length())) + "%";
      }
      default -> values.get(at);
    };
  }

  private static List<Map<String, String>> rows(
      Connection connection, Catalog.Tab table, Map<Integer, Place> places, boolean inUse)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    String order = "";
    for (Place place : places.values()) {
      if (place.kind() != Place.Kind.COUNT
          && table.equals(place.table())
          && !columns.contains(place.column())) {
        columns.add(place.column());
        if (place.kind() == Place.Kind.FROM || place.kind() == Place.Kind.TO) {
          order = " order by " + Sql.identifier(place.column());
        }
      }
    }
    String list = String.join(", ", columns.stream().map(Sql::identifier).toList());
    double percent = Math.min(100, 100.0 * 10 * ROWS / Math.max(1, table.rows()));
    String sql =
        String.format(
            Locale.ROOT,
            "select * from (select %s from %s tablesample bernoulli (%.6f) repeatable (7) limit %d)"
                + " s%s",
            list,
            table.sql(),
            percent,
            ROWS,
            order);
    if (inUse) {
      sql =
          String.format(
              Locale.ROOT,
              "select * from (select %s from %s tablesample system (%.6f) repeatable (7) order by"
                  + " hashtext(ctid::text) limit %d) s%s",
              list,
              table.sql(),
              Math.min(100, 100.0 * 4 * ROWS / Math.max(1, table.pages())),
              ROWS,
              order);
    }
    List<Map<String, String>> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
          String value = rows.getString(i + 1);
          if (value != null) {
            row.put(columns.get(i), value);
          }
        }
        found.add(row);
      }
    }
    return found;
  }

  private static List<String> types(Connection connection, Numbered numbered) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "prepare hr_guess (" + Binds.unknown(numbered.parameters()) + ") as " + numbered.text());
      try (var row =
          statement.executeQuery(
              "select array_to_string(parameter_types, ',') from pg_prepared_statements where name"
                  + " = 'hr_guess'")) {
        row.next();
        return List.of(row.getString(1).split(","));
      } finally {
        statement.execute("deallocate hr_guess");
      }
    }
  }

  private static Bind plain(String type) {
    String value =
        switch (type) {
          case "boolean" -> "true";
          case "date", "timestamp without time zone", "timestamp with time zone" -> "now";
          case "text", "character varying", "name" -> "a";
          case "uuid" -> "00000000-0000-0000-0000-000000000000";
          case "json", "jsonb" -> "{}";
          case "interval" -> "1 day";
          default -> type.endsWith("[]") ? "{}" : "1";
        };
    return new Bind(Types.OTHER, value, false);
  }

  private static StatementObservation with(StatementObservation seen, List<List<Bind>> binds) {
    return new StatementObservation(
        seen.endpoint(),
        seen.fingerprint(),
        seen.sql(),
        seen.codeLine(),
        seen.executions(),
        seen.requests(),
        seen.totalNanos(),
        seen.minNanos(),
        seen.maxNanos(),
        seen.errors(),
        seen.rows(),
        seen.repeatingRequests(),
        seen.repeatedExecutions(),
        seen.distinctInRequest(),
        seen.equalInRequest(),
        seen.minPerRequest(),
        seen.maxPerRequest(),
        seen.distinctBinds(),
        seen.flow(),
        seen.flowFrom(),
        seen.drivingSlope(),
        seen.slowExecutions(),
        Collections.unmodifiableList(binds));
  }
}
