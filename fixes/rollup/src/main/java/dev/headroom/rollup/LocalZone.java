package dev.headroom.rollup;

import dev.headroom.loop.Nearest;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose local time a row's bucket is in: one zone for all, a column of the row, or a table that has
 * the zone for a key (a user's, say). Names are those of the IANA database, such as {@code
 * Europe/Berlin}. Rows whose zone is none belong to no bucket, and the status tells of it.
 *
 * @param fixed the zone of all rows, or of keys that the table does not have; null with a column
 * @param column the row's column; null without
 * @param table the table of zones; null without
 * @param key the rollup's key that is looked up there; null without
 * @param tableKey the table's column that is compared with the key; null without
 * @param tableZone the table's column with the zone; null without
 */
public record LocalZone(
    @Nullable ZoneId fixed,
    @Nullable String column,
    @Nullable String table,
    @Nullable String key,
    @Nullable String tableKey,
    @Nullable String tableZone) {

  /** Refuses what is neither of the three. */
  public LocalZone {
    boolean looked = table != null && key != null && tableKey != null && tableZone != null;
    boolean none = table == null && key == null && tableKey == null && tableZone == null;
    if (!(column != null ? fixed == null && none : fixed != null && (looked || none))) {
      throw new IllegalArgumentException(
          "a zone is one for all, or a column, or a table with key, its columns and a zone for"
              + " keys that it does not have");
    }
    if (column != null) {
      Names.check("the column of the zone", column);
    }
    if (table != null && key != null && tableKey != null && tableZone != null) {
      Names.checkTable("the table of zones", table);
      Names.check("the key of the zone", key);
      Names.check("the key column of the table of zones", tableKey);
      Names.check("the zone column of the table of zones", tableZone);
    }
  }

  /**
   * One zone for all rows.
   *
   * @param zone such as {@code Europe/Berlin}
   * @return the zone
   * @throws IllegalArgumentException if there is none of this name
   */
  public static LocalZone of(String zone) {
    return new LocalZone(named(zone), null, null, null, null, null);
  }

  /**
   * Each row says its zone.
   *
   * @param column the column with its name
   * @return the zone
   */
  public static LocalZone column(String column) {
    return new LocalZone(null, column, null, null, null, null);
  }

  /**
   * A table says the zone of a key.
   *
   * @param key the rollup's key, such as {@code user_id}
   * @param table such as {@code users}
   * @param tableKey its column with the key, such as {@code id}; unique
   * @param tableZone its column with the zone
   * @param otherwise the zone of keys that it does not have, or whose zone is null
   * @return the zone
   */
  public static LocalZone lookup(
      String key, String table, String tableKey, String tableZone, String otherwise) {
    return new LocalZone(named(otherwise), null, table, key, tableKey, tableZone);
  }

  private static ZoneId named(String zone) {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      List<String> near = Nearest.of(zone, ZoneId.getAvailableZoneIds());
      throw new IllegalArgumentException(
          "a zone is a name such as Europe/Berlin or UTC, was '"
              + zone
              + "'"
              + (near.isEmpty() ? "" : ": did you mean " + String.join(" or ", near) + "?"),
          e);
    }
  }
}
