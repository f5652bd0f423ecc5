package dev.headroom.observe;

import dev.headroom.loop.StatementObservation.Bind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bind values as typed text that the database casts back. */
final class Binds {

  private static final int LONGEST_TEXT = 4_096;
  private static final Bind NULL = new Bind(Types.NULL, "NULL", true);

  private static final Map<Class<?>, Integer> TYPES =
      Map.ofEntries(
          Map.entry(String.class, Types.VARCHAR),
          Map.entry(Long.class, Types.BIGINT),
          Map.entry(Integer.class, Types.INTEGER),
          Map.entry(Short.class, Types.SMALLINT),
          Map.entry(Byte.class, Types.SMALLINT),
          Map.entry(Boolean.class, Types.BOOLEAN),
          Map.entry(Double.class, Types.DOUBLE),
          Map.entry(Float.class, Types.REAL),
          Map.entry(BigDecimal.class, Types.NUMERIC),
          Map.entry(BigInteger.class, Types.NUMERIC),
          Map.entry(java.sql.Date.class, Types.DATE),
          Map.entry(LocalDate.class, Types.DATE),
          Map.entry(java.sql.Time.class, Types.TIME),
          Map.entry(LocalTime.class, Types.TIME),
          Map.entry(OffsetTime.class, Types.TIME_WITH_TIMEZONE),
          Map.entry(java.sql.Timestamp.class, Types.TIMESTAMP),
          Map.entry(LocalDateTime.class, Types.TIMESTAMP),
          Map.entry(java.util.Date.class, Types.TIMESTAMP),
          Map.entry(OffsetDateTime.class, Types.TIMESTAMP_WITH_TIMEZONE),
          Map.entry(Instant.class, Types.TIMESTAMP_WITH_TIMEZONE),
          Map.entry(UUID.class, Types.OTHER));

  private Binds() {}

  /** All values as text, or null if one has no text: streams, large objects, very long values. */
  static @Nullable List<Bind> of(@Nullable Object[] values, int count) {
    List<Bind> binds = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Bind bind = of(values[i]);
      if (bind == null) {
        return null;
      }
      binds.add(bind);
    }
    return binds;
  }

  private static @Nullable Bind of(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    if (value instanceof Typed typed) {
      Bind inner = of(typed.value());
      return inner == null ? null : new Bind(typed.type(), inner.text(), inner.isNull());
    }
    Integer type = TYPES.get(value.getClass());
    if (type == null && value instanceof Array array) {
      return array(array);
    }
    if (type == null && !value.getClass().getName().equals("org.postgresql.util.PGobject")) {
      return null;
    }
    String text = value.toString();
    return text.length() > LONGEST_TEXT
        ? null
        : new Bind(type == null ? Types.OTHER : type, text, false);
  }

  private static @Nullable Bind array(Array array) {
    try {
      // The drivers' arrays print themselves as the database reads them, {1,2}, or not at all.
      array.getBaseType();
      String text = array.toString();
      return text.startsWith("{") && text.length() <= LONGEST_TEXT
          ? new Bind(Types.ARRAY, text, false)
          : null;
    } catch (SQLException e) {
      return null;
    }
  }
}
