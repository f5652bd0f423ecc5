package dev.headroom.benchmarks;

import dev.headroom.devservices.DevPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The PostgreSQL behind all services, with 5,000 customers. */
final class Database {

  static final int CUSTOMERS = 5_000;

  private static final List<String> FILL =
      List.of(
          "create table customers (id bigint primary key, name text, email text)",
          "create table orders (id bigint primary key, customer_id bigint, status text, total bigint)",
          "create table items (id bigint primary key, order_id bigint, name text, price bigint)",
          "create table settings (customer_id bigint primary key, name text, value text)",
          "insert into customers select i, 'customer ' || i, i || '@example.com' from generate_series(1,"
              + CUSTOMERS
              + ") i",
          "insert into orders select i, 1 + i % 5000, 'open', i % 977 from generate_series(1, 50000) i",
          "insert into items select i, 1 + i % 50000, 'item ' || i, i % 97 from generate_series(1, 100000)"
              + " i",
          "insert into settings select id, 'theme', 'dark' from customers",
          "create index on orders (customer_id, id)",
          "create index on items (order_id, id)",
          "vacuum analyze");

  private Database() {}

  /** A database with its data; the URL is of {@link #url}. */
  static DevPostgres start() throws SQLException {
    DevPostgres server = DevPostgres.temporary();
    try (Connection connection = DriverManager.getConnection(url(server));
        Statement statement = connection.createStatement()) {
      for (String sql : FILL) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      server.close();
      throw e;
    }
    return server;
  }

  static String url(DevPostgres server) {
    return server.jdbcUrl("postgres");
  }
}
