package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.StatementObservation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteDataSource;

/** A real driver that refuses to tell anything of itself, its statements and its results. */
class MetadataTest {

  @TempDir Path files;

  static Stream<Throwable> refusals() {
    return Stream.of(
        new SQLException("not implemented"),
        new UnsupportedOperationException("getMetaData"),
        new AbstractMethodError("getMetaData"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  @DisplayName("a driver that throws from metadata calls is observed; only columns stay unknown")
  void refuses(Throwable why) throws SQLException {
    AtomicLong clock = new AtomicLong(1);
    Observer observer = new Observer(ObserveOptions.defaults(), () -> clock.addAndGet(1_000_000));
    SQLiteDataSource plain = new SQLiteDataSource();
    plain.setUrl("jdbc:sqlite:" + files.resolve("m.db"));
    DataSource observed = new ObservedDataSource(refusing(plain, DataSource.class, why), observer);
    try (Connection connection = observed.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table t (id integer primary key, name text)");
      statement.execute("insert into t values (1, 'n')");
    }
    observer.reset();
    for (int i = 0; i < 30; i++) { // enough for some to be traced
      clock.addAndGet(1_000_000_000);
      Request request = observer.begin("GET", () -> "/t");
      try (Connection connection = observed.getConnection();
          PreparedStatement statement =
              connection.prepareStatement("select name from t where id = ?")) {
        statement.setInt(1, 1);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString("name")).isEqualTo("n");
        }
      }
      observer.end(request, "/t", 200);
    }
    List<StatementObservation> seen = observer.snapshot().statements();
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).executions()).isEqualTo(30);
    assertThat(seen.get(0).fetch().executions()).isPositive();
    assertThat(seen.get(0).fetch().columns()).isZero();
  }

  /** The same, and all that it hands out, without getMetaData. */
  private static <T> T refusing(T real, Class<T> type, Throwable why) {
    return type.cast(
        Proxy.newProxyInstance(
            MetadataTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getMetaData")) {
                throw why;
              }
              try {
                Object result = method.invoke(real, arguments);
                Class<?> returned = method.getReturnType();
                return result != null && returned.getPackageName().equals("java.sql")
                    ? wrapped(result, returned, why)
                    : result;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }

  private static <T> T wrapped(Object result, Class<T> type, Throwable why) {
    return refusing(type.cast(result), type, why);
  }
}
