package dev.headroom.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An index that might be worth having: a b-tree over columns of one table.
 *
 * @param table the table
 * @param keys key columns in order, at least one
 * @param include columns that are carried without being searched, so that the table need not be
 *     read
 */
record Candidate(Catalog.Tab table, List<Key> keys, List<String> include) {

  private static final int LONGEST_NAME = 63;

  /**
   * A key column.
   *
   * @param nullsFirst the database's default is {@code descending}
   */
  record Key(String column, boolean descending, boolean nullsFirst) {

    static Key of(String column) {
      return new Key(column, false, false);
    }

    Key reversed() {
      return new Key(column, !descending, !nullsFirst);
    }

    String sql() {
      return Sql.identifier(column)
          + (descending ? " desc" : "")
          + (nullsFirst == descending ? "" : nullsFirst ? " nulls first" : " nulls last");
    }
  }

  Candidate {
    keys = List.copyOf(keys);
    include = List.copyOf(include);
  }

  /** {@code hr_orders_restaurant_id_placed_at}; cut with a hash where the server would cut it. */
  String name() {
    StringBuilder name = new StringBuilder("hr_").append(table.name());
    for (Key key : keys) {
      name.append('_').append(key.column());
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
    String whole = name.toString().replaceAll("[^\\p{Alnum}_]", "_").toLowerCase(Locale.ROOT);
    if (whole.length() <= LONGEST_NAME) {
      return whole;
    }
    return whole.substring(0, LONGEST_NAME - 9) + String.format("_%08x", whole.hashCode());
  }

  /** Columns as {@code (a, b desc) include (c)}. */
  String columns() {
    return keys.stream().map(Key::sql).collect(Collectors.joining(", ", "(", ")"))
        + (include.isEmpty()
            ? ""
            : include.stream()
                .map(Sql::identifier)
                .collect(Collectors.joining(", ", " include (", ")")));
  }

  String build() {
    return "create index " + name() + " on " + table.sql() + " " + columns();
  }

  String ddl() {
    return "create index concurrently if not exists "
        + name()
        + " on "
        + table.sql()
        + " "
        + columns();
  }

  String undo() {
    return "drop index concurrently if exists "
        + (table.onSearchPath() ? "" : Sql.identifier(table.schema()) + ".")
        + name();
  }

  List<String> columnNames() {
    List<String> names = new ArrayList<>();
    keys.forEach(key -> names.add(key.column()));
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
