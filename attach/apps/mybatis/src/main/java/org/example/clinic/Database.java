package org.example.clinic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.apache.ibatis.datasource.pooled.PooledDataSource;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.LocalCacheScope;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** A file, filled the same every time, and the mappers over it. */
final class Database {

  private static final int PATIENTS = 2000;
  private static final int VISITS = 30_000;
  private static final int PRESCRIPTIONS = 40_000;
  private static final int DRUGS = 300;
  private static final int BEDS = 240;
  private static final int DOCTORS = 40;
  private static final int WARDS = 12;

  private final SqlSessionFactory sessions;
  private final Random random = new Random(11);

  Database(Path file) throws SQLException {
    PooledDataSource pool = new PooledDataSource("org.sqlite.JDBC", "jdbc:sqlite:" + file, "", "");
    pool.setPoolMaximumActiveConnections(6);
    fill(pool);
    Configuration configuration =
        new Configuration(new Environment("clinic", new JdbcTransactionFactory(), pool));
    configuration.setLocalCacheScope(LocalCacheScope.STATEMENT);
    configuration.setMapUnderscoreToCamelCase(true);
    configuration.addMapper(PatientMapper.class);
    configuration.addMapper(WardMapper.class);
    configuration.addMapper(VisitMapper.class);
    configuration.addMapper(DrugMapper.class);
    configuration.addMapper(DeskMapper.class);
    sessions = new SqlSessionFactoryBuilder().build(configuration);
  }

  SqlSessionFactory sessions() {
    return sessions;
  }

  private void fill(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        InputStream schema = Database.class.getResourceAsStream("/schema.sql")) {
      if (schema == null) {
        throw new IllegalStateException("schema.sql is not on the class path");
      }
      for (String ddl : new String(schema.readAllBytes(), StandardCharsets.UTF_8).split(";", -1)) {
        if (!ddl.isBlank()) {
          statement.execute(ddl);
        }
      }
      connection.setAutoCommit(false);
      rows(connection, "ward", WARDS, i -> row(i, word(), 1 + i % 4));
      rows(connection, "doctor", DOCTORS, i -> row(i, word(), 1 + i % WARDS));
      rows(connection, "drug", DRUGS, i -> row(i, "D" + i, word(), 5 + random.nextInt(400)));
      rows(
          connection,
          "patient",
          PATIENTS,
          i -> row(i, word() + " " + word(), word() + " street " + i, 1940 + i % 80, notes()));
      rows(connection, "bed", BEDS, i -> row(i, 1 + i % WARDS, 1 + random.nextInt(PATIENTS)));
      rows(
          connection,
          "visit",
          VISITS,
          i ->
              row(
                  i,
                  1 + random.nextInt(PATIENTS),
                  1 + random.nextInt(DOCTORS),
                  "2026-%02d-%02d".formatted(1 + i % 12, 1 + i % 28),
                  word() + " " + word()));
      rows(
          connection,
          "prescription",
          PRESCRIPTIONS,
          i -> row(i, 1 + random.nextInt(VISITS), 1 + random.nextInt(DRUGS), 1 + i % 3));
      connection.commit();
      statement.execute("analyze");
      connection.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void rows(
      Connection connection, String table, int count, IntFunction<Object[]> row)
      throws SQLException {
    int columns = row.apply(1).length;
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

  private String notes() {
    StringBuilder notes = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      notes.append(word()).append(' ');
    }
    return notes.toString();
  }
}
