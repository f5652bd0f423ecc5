package dev.headroom.advise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An index that might be worth having, on one table.
 *
 * @param table the table
 * @param keys key columns in order, at least one
 * @param include columns that are carried without being searched, so that the table need not be
 *     read
 * @param method {@code btree} or {@code gin}
 * @param where the rows that it holds, as a condition; empty for all
 */
record Candidate(
    Catalog.Tab table, List<Key> keys, List<String> include, String method, String where) {

  private static final int LONGEST_NAME = 63;

  /**
   * A key column.
   *
   * @param column its name; of an expression its text
   * @param nullsFirst the database's default is {@code descending}
   * @param expression whether it is an expression over columns
   * @param operators an operator class; empty for the type's own
   */
  record Key(
      String column, boolean descending, boolean nullsFirst, boolean expression, String operators) {

    Key(String column, boolean descending, boolean nullsFirst) {
      this(column, descending, nullsFirst, false, "");
    }

    static Key of(String column) {
      return new Key(column, false, false);
    }

    Key reversed() {
      return new Key(column, !descending, !nullsFirst, expression, operators);
    }

    Key with(String operators) {
      return new Key(column, descending, nullsFirst, expression, operators);
    }

    String sql() {
      return (expression ? "(" + column + ")" : Sql.identifier(column))
          + (operators.isEmpty() ? "" : " " + operators)
          + (descending ? " desc" : "")
          + (nullsFirst == descending ? "" : nullsFirst ? " nulls first" : " nulls last");
    }
  }

  Candidate {
    keys = List.copyOf(keys);
    include = List.copyOf(include);
  }

  Candidate(Catalog.Tab table, List<Key> keys, List<String> include) {
    this(table, keys, include, "btree", "");
  }

  Candidate including(List<String> columns) {
    return new Candidate(table, keys, columns, method, where);
  }

  Candidate followedBy(List<String> columns) {
    return new Candidate(
        table,
        Stream.concat(keys.stream(), columns.stream().map(Key::of)).toList(),
        include,
        method,
        where);
  }

  Candidate only(List<Key> rest, String condition) {
    return new Candidate(table, rest, include, method, condition);
  }

  boolean isPlain() {
    return include.isEmpty() && where.isEmpty() && method.equals("btree");
  }

  /** {@code hr_orders_restaurant_id_placed_at}; cut with a hash where the server would cut it. */
  String name() {
    StringBuilder name = new StringBuilder("hr_").append(table.name());
    for (Key key : keys) {
      name.append('_').append(key.expression() ? squeezed(key.column()) : key.column());
      if (!key.operators().isEmpty()) {
        name.append('_')
            .append(
                key.operators().startsWith("collate ")
                    ? squeezed(key.operators().substring(8))
                    : key.operators().replaceAll("gin_|text_|jsonb_|_ops", ""));
      }
      if (key.descending()) {
        name.append("_desc");
      }
      if (key.nullsFirst() != key.descending()) {
        name.append(key.nullsFirst() ? "_nf" : "_nl");
      }
    }
    if (!include.isEmpty()) {
      name.append("_with_").append(String.join("_", include));
    }
    if (!where.isEmpty()) {
      name.append("_if_").append(squeezed(where));
    }
    return cut(name.toString());
  }

  private static String cut(String name) {
    String whole = name.replaceAll("[^\\p{Alnum}_]", "_").toLowerCase(Locale.ROOT);
    if (whole.length() <= LONGEST_NAME) {
      return whole;
    }
    return whole.substring(0, LONGEST_NAME - 9) + String.format("_%08x", whole.hashCode());
  }

  private static String squeezed(String text) {
    return text.replaceAll("[^\\p{Alnum}_]+", "_").replaceAll("^_|_$", "");
  }

  /** Columns as {@code (a, b desc) include (c) where d = 1}, with the method if it is no b-tree. */
  String columns() {
    if (table.dialect() == Dialect.SQLITE) {
      return sqliteColumns();
    }
    return (method.equals("btree") ? "" : "using " + method + " ")
        + keys.stream().map(Key::sql).collect(Collectors.joining(", ", "(", ")"))
        + (include.isEmpty()
            ? ""
            : include.stream()
                .map(Sql::identifier)
                .collect(Collectors.joining(", ", " include (", ")")))
        + (where.isEmpty() ? "" : " where " + where);
  }

  /** SQLite carries columns as keys at the end. */
  private String sqliteColumns() {
    StringBuilder text = new StringBuilder("(");
    for (Key key : keys) {
      text.append(text.length() == 1 ? "" : ", ")
          .append(key.expression() ? "(" + key.column() + ")" : spelled(key.column()))
          .append(key.operators().isEmpty() ? "" : " " + key.operators())
          .append(key.descending() ? " desc" : "");
    }
    include.forEach(column -> text.append(", ").append(spelled(column)));
    return text.append(')').append(where.isEmpty() ? "" : " where " + where).toString();
  }

  private String spelled(String column) {
    Catalog.Col known = table.columns().get(column);
    return table.dialect().identifier(known == null ? column : known.name());
  }

  String build() {
    return "create index " + name() + " on " + table.sql() + " " + columns();
  }

  /**
   * Creates it without blocking writers. Of a partitioned table that takes a statement for each
   * partition: the parent's index is made without any, and becomes valid when the last of the
   * partitions' own, built concurrently, is attached.
   */
  List<String> create() {
    if (table.dialect() == Dialect.SQLITE) {
      return List.of(
          "create index if not exists " + name() + " on " + table.sql() + " " + columns());
    }
    if (!table.partitioned()) {
      return List.of(concurrently(name(), table.sql()));
    }
    List<String> steps = new ArrayList<>();
    Map<String, String> indexes = new HashMap<>();
    steps.add("create index if not exists " + name() + " on only " + table.sql() + " " + columns());
    indexes.put(table.sql(), qualified(table.schema(), table.onSearchPath(), name()));
    for (Catalog.Part part : table.parts()) {
      String name = cut(name() + "_" + part.name());
      String qualified = qualified(part.schema(), part.onSearchPath(), name);
      if (part.leaf()) {
        // Of a build that failed before: an invalid one would be attached as it is.
        steps.add("drop index concurrently if exists " + qualified);
        steps.add(concurrently(name, part.sql()));
      } else {
        steps.add(
            "create index if not exists " + name + " on only " + part.sql() + " " + columns());
      }
      steps.add("alter index " + indexes.get(part.parent()) + " attach partition " + qualified);
      indexes.put(part.sql(), qualified);
    }
    return steps;
  }

  private String concurrently(String name, String on) {
    return "create index concurrently if not exists " + name + " on " + on + " " + columns();
  }

  /** A partitioned index goes with those of its partitions, at once and not concurrently. */
  String undo() {
    boolean blocks = table.partitioned() || table.dialect() == Dialect.SQLITE;
    return (blocks ? "drop index if exists " : "drop index concurrently if exists ")
        + qualified(table.schema(), table.onSearchPath(), name());
  }

  private static String qualified(String schema, boolean onSearchPath, String name) {
    return (onSearchPath ? "" : Sql.identifier(schema) + ".") + name;
  }

  /** Columns whose change means an entry to be written. */
  Set<String> touched() {
    Set<String> names = new HashSet<>(include);
    for (Key key : keys) {
      names.addAll(key.expression() ? mentioned(key.column()) : List.of(key.column()));
    }
    names.addAll(mentioned(where));
    return names;
  }

  private Set<String> mentioned(String text) {
    if (text.isEmpty()) {
      return Set.of();
    }
    Set<String> names = new HashSet<>(table.columns().keySet());
    names.removeIf(
        name ->
            !Pattern.compile("(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])")
                .matcher(text)
                .find());
    return names;
  }

  /** The name of an existing index with which this one is superfluous; null if there is none. */
  @Nullable String coveredBy() {
    for (Catalog.Existing existing : table.indexes()) {
      if (method.equals("btree")
          && isPrefixOf(existing.keys())
          && existing.keys().stream().map(Key::column).toList().containsAll(include)) {
        return existing.name();
      }
      // Behind a whole unique key nothing is left to narrow down; SQLite's rowid is the table.
      if (existing.unique()
          && existing.keys().size() < keys.size()
          && (include.isEmpty() || existing.name().equals(SqliteCatalog.ROWID))
          && keys.subList(0, existing.keys().size()).equals(existing.keys())) {
        return existing.name();
      }
    }
    return null;
  }

  /**
   * Whether an index over these keys serves whatever this one's keys serve, in either direction.
   */
  boolean isPrefixOf(List<Key> other) {
    if (keys.size() > other.size()) {
      return false;
    }
    List<Key> head = other.subList(0, keys.size());
    return keys.equals(head) || keys.equals(head.stream().map(Key::reversed).toList());
  }
}
