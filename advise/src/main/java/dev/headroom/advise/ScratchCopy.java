package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of a database on the same server, to build and measure on; dropped by {@link #close}.
 *
 * <p>Copies files ({@code create database ... template}), so it is quick, keeps statistics and the
 * visibility map, and nobody may be connected to the source while it is made. Copies that a killed
 * process left behind (nobody is connected to them) are dropped by the next one.
 */
public final class ScratchCopy implements AutoCloseable {

  private static final String MARK = "headroom_scratch_";

  private final ServerUrl server;
  private final String name;
  private final Connection keeper;

  private ScratchCopy(ServerUrl server, String name, Connection keeper) {
    this.server = server;
    this.name = name;
    this.keeper = keeper;
  }

  /**
   * Copies a database.
   *
   * @param sourceUrl JDBC URL of the database to copy; its role must own it or be a superuser
   * @return the copy
   * @throws IllegalStateException if somebody is connected to the source; the message says who
   * @throws SQLException if the server refuses otherwise
   */
  public static ScratchCopy of(String sourceUrl) throws SQLException {
    ServerUrl server = ServerUrl.of(sourceUrl);
    String name = MARK + Long.toUnsignedString(System.nanoTime(), 36);
    try (Connection admin = ServerUrl.open(server.withDatabase("postgres"));
        Statement statement = admin.createStatement()) {
      for (String leftover : leftovers(statement, MARK)) {
        statement.execute("drop database if exists " + Sql.identifier(leftover));
      }
      try {
        statement.execute(
            "create database "
                + name
                + " template "
                + Sql.identifier(server.database())
                + " strategy file_copy");
      } catch (SQLException e) {
        if ("55006".equals(e.getSQLState())) {
          throw new IllegalStateException(
              "cannot copy database '"
                  + server.database()
                  + "' while somebody is connected to it ("
                  + users(statement, server.database())
                  + "): close these connections (suspend the pool, stop the service), or name a"
                  + " copy that you made",
              e);
        }
        throw e;
      }
    }
    try {
      return new ScratchCopy(server, name, ServerUrl.open(server.withDatabase(name)));
    } catch (SQLException e) {
      drop(server, name);
      throw e;
    }
  }

  /** Copies of killed processes: nobody is connected to them. */
  static List<String> leftovers(Statement statement, String mark) throws SQLException {
    List<String> names = new ArrayList<>();
    try (var rows =
        statement.executeQuery(
            "select datname from pg_database d where datname like '"
                + mark.replace("_", "\\_")
                + "%' and not exists (select from pg_stat_activity a where a.datid = d.oid)")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static String users(Statement statement, String database) throws SQLException {
    try (var rows =
        statement.executeQuery(
            "select coalesce(string_agg(distinct coalesce(nullif(application_name, ''),"
                + " backend_type) || ' as ' || coalesce(usename, '?'), ', '), 'gone by now')"
                + " from pg_stat_activity where datname = "
                + Sql.literal(database))) {
      rows.next();
      return rows.getString(1);
    }
  }

  /**
   * Where the copy is.
   *
   * @return the source's JDBC URL with the copy's database
   */
  public String url() {
    return server.withDatabase(name);
  }

  /**
   * Drops the copy, cutting off whoever is connected to it.
   *
   * @throws SQLException if the server refuses
   */
  @Override
  public void close() throws SQLException {
    keeper.close();
    drop(server, name);
  }

  private static void drop(ServerUrl server, String name) throws SQLException {
    try (Connection admin = ServerUrl.open(server.withDatabase("postgres"));
        Statement statement = admin.createStatement()) {
      statement.execute("drop database if exists " + name + " with (force)");
    }
  }
}
