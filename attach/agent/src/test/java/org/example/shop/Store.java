package org.example.shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the servlets do; ten orders of three items each. */
final class Store {

  private final HikariDataSource pool;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          4,
          task -> {
            Thread thread = new Thread(task, "store");
            thread.setDaemon(true);
            return thread;
          });

  Store(String url) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setPoolName("shop");
    config.setMaximumPoolSize(5);
    pool = new HikariDataSource(config);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists item");
      statement.execute("create table item (id integer primary key, order_id integer, name text)");
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("insert into item (id, order_id, name) values (?, ?, ?)")) {
        for (int i = 0; i < 30; i++) {
          insert.setInt(1, i);
          insert.setInt(2, i % 10);
          insert.setString(3, "item " + i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /** One statement for the orders, then one for each: the classic. */
  int nPlusOne() throws SQLException {
    int found = 0;
    try (Connection connection = pool.getConnection();
        PreparedStatement orders =
            connection.prepareStatement("select distinct order_id from item order by order_id");
        ResultSet rows = orders.executeQuery()) {
      while (rows.next()) {
        found += items(connection, rows.getInt("order_id")).size();
      }
    }
    return found;
  }

  List<String> items(Connection connection, int order) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement items =
        connection.prepareStatement("select name from item where order_id = ?")) {
      items.setInt(1, order);
      try (ResultSet rows = items.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  int one(int order) {
    try (Connection connection = pool.getConnection()) {
      return items(connection, order).size();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Three statements on three other threads. */
  int elsewhere() throws Exception {
    Future<Integer> first = threads.submit(() -> one(1));
    CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> one(2), threads);
    CompletableFuture<Integer> third = new CompletableFuture<>();
    threads.execute(() -> third.complete(one(3)));
    return first.get() + second.get() + third.get();
  }

  /** Later, on another thread; the request is asynchronous. */
  void later(Runnable task) {
    threads.execute(task);
  }

  void write() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate("update item set name = 'secret-literal' where id = 7");
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  void wrong() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeQuery("select nothing from nowhere");
    }
  }
}
