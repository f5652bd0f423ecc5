package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work in one transaction of a connection of its own: all of it or nothing. */
final class Transactions {

  private Transactions() {}

  /** What is done in it. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  static <T> T write(DataSource database, Work<T> work) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Dialect dialect = Dialect.of(connection);
      dialect.begin(connection);
      try {
        T result = work.on(connection);
        dialect.commit(connection);
        return result;
      } finally {
        dialect.leave(connection);
      }
    }
  }

  /** Reads, all from one snapshot. */
  static <T> T snapshot(DataSource database, Work<T> work) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Dialect dialect = Dialect.of(connection);
      dialect.beginSnapshot(connection);
      try {
        return work.on(connection);
      } finally {
        dialect.leave(connection);
      }
    }
  }
}
