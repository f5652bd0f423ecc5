package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The zones of groups, as one transaction sees them. */
final class Zones {

  private final Connection connection;
  private final Layout layout;
  private final Map<Object, Optional<ZoneId>> known = new HashMap<>();
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
    Object key = group.get(layout.group().indexOf(String.valueOf(zone.key())));
    Optional<ZoneId> found = known.get(key);
    if (found == null) {
      String name = looked(zone, key);
      found = Optional.ofNullable(name == null ? zone.fixed() : named(name));
      known.put(key, found);
    }
    return found.orElse(null);
  }

  /** A zone that is none, if one was met. */
  @Nullable String refused() {
    return refused;
  }

  private @Nullable ZoneId named(String name) {
    return known
        .computeIfAbsent(
            "zone " + name,
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

  private @Nullable String looked(LocalZone zone, Object key) throws SQLException {
    String table = String.valueOf(zone.table());
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + Names.quoted(String.valueOf(zone.tableZone()))
                + " from "
                + (table.contains(".") ? Names.quoted(table) : layout.local(table))
                + " where "
                + Names.quoted(String.valueOf(zone.tableKey()))
                + " = ?")) {
      statement.setObject(1, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }
}
