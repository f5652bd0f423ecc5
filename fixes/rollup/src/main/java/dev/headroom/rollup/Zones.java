package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The zones of groups, as one transaction sees them. */
final class Zones {

  private final Connection connection;
  private final Layout layout;

  /** By the key that is looked up. */
  private final Map<Object, Optional<ZoneId>> known = new HashMap<>();

  private final Map<String, Optional<ZoneId>> named = new HashMap<>();
  private @Nullable String refused;

  Zones(Connection connection, Layout layout) {
    this.connection = connection;
    this.layout = layout;
  }

  /** A group's zone; null if what is written there is none. */
  @Nullable ZoneId of(List<Object> group) throws SQLException {
    LocalZone zone = layout.rollup().zone();
    if (zone.column() != null) {
      return named(String.valueOf(group.get(group.size() - 1)));
    }
    if (zone.table() == null) {
      return zone.fixed();
    }
    look(List.of(group));
    return java.util.Objects.requireNonNull(known.get(key(group))).orElse(null);
  }

  /** Looks all of these groups up that are not known yet, in one question. */
  void look(Collection<List<Object>> groups) throws SQLException {
    LocalZone zone = layout.rollup().zone();
    if (zone.table() == null) {
      return;
    }
    Set<Object> unknown = new LinkedHashSet<>();
    for (List<Object> group : groups) {
      if (!known.containsKey(key(group))) {
        unknown.add(key(group));
      }
    }
    List<Object> keys = new ArrayList<>(unknown);
    int most = layout.dialect().mostKeys();
    for (int from = 0; from < keys.size(); from += most) {
      ask(zone, keys.subList(from, Math.min(keys.size(), from + most)));
    }
    Optional<ZoneId> otherwise = Optional.ofNullable(zone.fixed());
    unknown.forEach(key -> known.putIfAbsent(key, otherwise));
  }

  private Object key(List<Object> group) {
    return group.get(layout.group().indexOf(String.valueOf(layout.rollup().zone().key())));
  }

  /** A zone that is none, if one was met. */
  @Nullable String refused() {
    return refused;
  }

  private @Nullable ZoneId named(String name) {
    return named
        .computeIfAbsent(
            name,
            key -> {
              try {
                return Optional.of(ZoneId.of(name));
              } catch (DateTimeException e) {
                refused = name;
                return Optional.empty();
              }
            })
        .orElse(null);
  }

  private void ask(LocalZone zone, List<Object> keys) throws SQLException {
    String table = String.valueOf(zone.table());
    String key = Names.quoted(String.valueOf(zone.tableKey()));
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + key
                + ", "
                + Names.quoted(String.valueOf(zone.tableZone()))
                + " from "
                + (table.contains(".") ? Names.quoted(table) : layout.local(table))
                + " where "
                + key
                + layout.dialect().among(keys.size()))) {
      layout.dialect().bindAmong(statement, layout.type(String.valueOf(zone.key())), keys);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = row.getString(2);
          if (name != null) {
            known.putIfAbsent(Dialect.key(row.getObject(1)), Optional.ofNullable(named(name)));
          }
        }
      }
    }
  }
}
