package dev.headroom.advise;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    String whole = name.toString().replaceAll("[^\\p{Alnum}_]", "_").toLowerCase(Locale.ROOT);
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

  String ddl() {
    return "create index "
        + (table.dialect() == Dialect.SQLITE ? "" : "concurrently ")
        + "if not exists "
        + name()
        + " on "
        + table.sql()
        + " "
        + columns();
  }

  String undo() {
    return "drop index "
        + (table.dialect() == Dialect.SQLITE ? "" : "concurrently ")
        + "if exists "
        + (table.onSearchPath() ? "" : Sql.identifier(table.schema()) + ".")
        + name();
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
    Set<String> names = new HashSet<>(table.columns().keySet());
    names.removeIf(
        name ->
            !Pattern.compile("(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])")
                .matcher(text)
                .find());
    return names;
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
