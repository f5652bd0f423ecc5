package org.example.parcels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/** Fills an empty database; the same every time. */
final class Seed {

  private static final int DEPOTS = 30;
  private static final int COURIERS = 200;
  private static final int CUSTOMERS = 3000;
  private static final int PARCELS = 20_000;
  private static final int SCANS = 60_000;

  private final Connection connection;
  private final Random random = new Random(7);

  private Seed(Connection connection) {
    this.connection = connection;
  }

  static void fill(DataSource pool) throws SQLException, IOException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        InputStream schema = Seed.class.getResourceAsStream("/schema.sql")) {
      if (schema == null) {
        throw new IOException("schema.sql is not on the class path");
      }
      for (String ddl : new String(schema.readAllBytes(), StandardCharsets.UTF_8).split(";", -1)) {
        if (!ddl.isBlank()) {
          statement.execute(ddl);
        }
      }
      try (ResultSet row = statement.executeQuery("select count(*) from depot")) {
        if (row.next() && row.getInt(1) > 0) {
          return;
        }
      }
      connection.setAutoCommit(false);
      new Seed(connection).all();
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("analyze");
    }
  }

  private void all() throws SQLException {
    rows("depot", DEPOTS, i -> row(i, word()));
    rows("pickup", DEPOTS, i -> row(i, 1));
    rows("courier", COURIERS, i -> row(i, word() + " " + word()));
    rows("customer", CUSTOMERS, i -> row(i, word(), word() + " street " + i, "" + (10000 + i)));
    rows("tariff", 6, i -> row("" + (char) ('A' + i - 1), 100 * i));
    rows("settlement", 12, i -> row("2026-%02d".formatted(i), false));
    rows(
        "parcel",
        PARCELS,
        i ->
            row(
                i,
                "P" + i,
                100 + random.nextInt(20_000),
                1 + random.nextInt(CUSTOMERS),
                1 + random.nextInt(DEPOTS),
                1 + random.nextInt(COURIERS)));
    rows(
        "scan",
        SCANS,
        i -> row(i, 1 + random.nextInt(PARCELS), word(), "2026-%02d".formatted(1 + i % 6)));
  }

  private void rows(String table, int count, IntFunction<Object[]> row) throws SQLException {
    int columns = row(row.apply(1)).length;
    String insert = "insert into " + table + " values (?" + ", ?".repeat(columns - 1) + ")";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (int i = 1; i <= count; i++) {
        Object[] values = row.apply(i);
        for (int column = 0; column < columns; column++) {
          statement.setObject(column + 1, values[column]);
        }
        statement.addBatch();
        if (i % 500 == 0 || i == count) {
          statement.executeBatch();
        }
      }
    }
  }

  private static Object[] row(Object... values) {
    return values;
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }
}
