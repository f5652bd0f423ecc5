package dev.headroom.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an application does with one connection after the other, on ours and on the driver's own.
 */
class SameAnswersTest {

  @TempDir Path folder;

  /** One connection with the statements that were prepared on it, kept and used again. */
  private static final class Session implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement read;
    private final PreparedStatement write;
    private Savepoint savepoint;

    Session(Connection connection) throws SQLException {
      this.connection = connection;
      read = connection.prepareStatement("select count(*), coalesce(sum(v), 0) from t where v > ?");
      write = connection.prepareStatement("insert into t (v) values (?)");
    }

    String step(int what, int value) throws SQLException {
      return switch (what) {
        case 0, 1, 2 -> {
          read.setInt(1, value);
          yield row(read.executeQuery());
        }
        case 3, 4 -> {
          write.setInt(1, value);
          yield "inserted " + write.executeUpdate();
        }
        case 5 -> both("update t set v = v + 1 where v = " + value, "select sum(v) from t");
        case 6 -> both("select max(id) from t", "delete from t where v = " + value);
        case 7 -> {
          savepoint = null;
          connection.setAutoCommit(!connection.getAutoCommit());
          yield "auto-commit " + connection.getAutoCommit();
        }
        case 8 -> ended(true);
        case 9 -> ended(false);
        case 10 -> savepoint();
        default -> "isolation " + connection.getTransactionIsolation();
      };
    }

    /** By one statement, which reads and writes. */
    private String both(String first, String second) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        String answers = "";
        for (String sql : List.of(first, second)) {
          answers += statement.execute(sql) ? row(statement.getResultSet()) : "changed ";
        }
        return answers;
      }
    }

    private String ended(boolean commit) throws SQLException {
      savepoint = null;
      if (connection.getAutoCommit()) {
        return "no transaction";
      }
      if (commit) {
        connection.commit();
      } else {
        connection.rollback();
      }
      return commit ? "committed" : "rolled back";
    }

    private String savepoint() throws SQLException {
      if (connection.getAutoCommit()) {
        return "no transaction";
      }
      if (savepoint == null) {
        savepoint = connection.setSavepoint();
        return "savepoint";
      }
      connection.rollback(savepoint);
      return "back to it";
    }

    private static String row(ResultSet rows) throws SQLException {
      try (rows) {
        List<Object> values = new ArrayList<>();
        while (rows.next()) {
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            values.add(rows.getObject(i));
          }
        }
        return values.toString();
      }
    }

    @Override
    public void close() throws SQLException {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      connection.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @DisplayName("one connection at a time sees the same as with the driver alone, whatever it does")
  void same(long seed) throws SQLException {
    String plain = "jdbc:sqlite:" + folder.resolve("plain.db");
    try (SqliteDataSource database =
        SqliteDataSource.open(SqliteOptions.of(folder.resolve("ours.db")))) {
      for (Connection one :
          Arrays.asList(database.getConnection(), DriverManager.getConnection(plain))) {
        try (one) {
          SqliteDataSourceTest.run(one, "create table t (id integer primary key, v integer)");
        }
      }
      SplittableRandom random = new SplittableRandom(seed);
      for (int sessions = 0; sessions < 20; sessions++) {
        List<String> did = new ArrayList<>();
        try (Session ours = new Session(database.getConnection());
            Session theirs = new Session(DriverManager.getConnection(plain))) {
          for (int steps = random.nextInt(40); steps > 0; steps--) {
            int what = random.nextInt(12);
            int value = random.nextInt(6);
            String right = theirs.step(what, value);
            did.add(right);
            assertThat(ours.step(what, value)).as("seed %d after %s", seed, did).isEqualTo(right);
          }
        }
      }
    }
  }
}
