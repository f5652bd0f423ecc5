package dev.headroom.observe;

import dev.headroom.loop.PlanObservation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How one database is asked for a plan. */
abstract class Explainer {

  final Connection connection;

  Explainer(Connection connection) {
    this.connection = connection;
  }

  static Explainer of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (Dialect.ofProduct(product)) {
      case POSTGRESQL ->
          product.startsWith("PostgreSQL")
              ? new PostgresExplainer(connection)
              : new Unsupported(connection, product);
      case SQLITE -> new SqliteExplainer(connection);
      case MYSQL -> new MysqlExplainer(connection);
      case ORACLE, SQL_SERVER, UNKNOWN -> new Unsupported(connection, product);
    };
  }

  abstract Dialect dialect();

  abstract PlanObservation explain(Shape shape) throws SQLException;

  /** Rows changed since the database began to count, by qualified table; empty where it cannot. */
  Map<String, Long> changes() throws SQLException {
    return Map.of();
  }

  /** What a refusal means, with the right that is missing. */
  abstract String reason(SQLException refusal);

  static PlanObservation missing(Shape shape, String reason) {
    return new PlanObservation(shape.fingerprint, "", List.of(), -1, reason);
  }

  final List<String> lines(String sql, int column) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        lines.add(rows.getString(column));
      }
    }
    return lines;
  }

  final void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A database whose plans are not read. */
  private static final class Unsupported extends Explainer {

    private final String product;

    Unsupported(Connection connection, String product) {
      super(connection);
      this.product = product;
    }

    @Override
    Dialect dialect() {
      return Dialect.UNKNOWN;
    }

    @Override
    PlanObservation explain(Shape shape) {
      return missing(
          shape, "plans of " + product + " are not read: PostgreSQL, MySQL and SQLite are");
    }

    @Override
    String reason(SQLException refusal) {
      return "" + refusal.getMessage();
    }
  }
}
