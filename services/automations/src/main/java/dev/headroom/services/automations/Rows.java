package dev.headroom.services.automations;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SimplePropertyRowMapper;

/** Rows as records: columns by the names of their components. */
final class Rows {

  static final RowMapper<Long> LONG = (row, n) -> row.getLong(1);
  static final RowMapper<String> TEXT = (row, n) -> row.getString(1);

  private Rows() {}

  static <T> RowMapper<T> of(Class<T> type) {
    return new SimplePropertyRowMapper<>(type);
  }
}
