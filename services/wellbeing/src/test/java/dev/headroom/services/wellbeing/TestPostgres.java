package dev.headroom.services.wellbeing;

import dev.headroom.devservices.DevPostgres;
import java.sql.SQLException;

/** One PostgreSQL of this JVM's tests, stopped with it. */
final class TestPostgres {

  static final DevPostgres SERVER = start();

  private TestPostgres() {}

  private static DevPostgres start() {
    DevPostgres server = DevPostgres.temporary();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-postgres"));
    return server;
  }

  /** The URL of a database, created unless it exists. */
  static String database(String name) {
    try {
      SERVER.createDatabase(name, null);
      return SERVER.jdbcUrl(name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
