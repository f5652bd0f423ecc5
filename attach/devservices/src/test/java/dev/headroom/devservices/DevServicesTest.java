package dev.headroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevServicesTest {

  @TempDir Path directory;

  @Test
  @DisplayName(
      "PostgreSQL keeps its data for the next start, copies databases, and refuses a second user")
  void postgresKeepsData() throws Exception {
    try (DevPostgres first = DevPostgres.start(directory)) {
      assertThat(first.createDatabase("one", null)).isTrue();
      assertThat(first.createDatabase("one", null)).isFalse();
      try (Connection connection = DriverManager.getConnection(first.jdbcUrl("one"));
          Statement statement = connection.createStatement()) {
        statement.execute("create table t as select 42 as answer");
      }
      assertThatThrownBy(() -> DevPostgres.start(directory))
          .hasMessageContaining(directory.toString());
    }
    try (DevPostgres second = DevPostgres.start(directory)) {
      second.createDatabase("two", "one");
      second.dropDatabase("one");
      try (Connection connection = DriverManager.getConnection(second.jdbcUrl("two"));
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select answer from t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(42);
      }
    }
  }

  @Test
  @DisplayName("a database name that would need quoting is refused")
  void oddNamesAreRefused() throws Exception {
    try (DevPostgres server = DevPostgres.start(directory)) {
      assertThatThrownBy(() -> server.createDatabase("x\"; drop", null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("lower case letters");
    }
  }

  @Test
  @DisplayName("a temporary server takes its data with it")
  void temporaryServerLeavesNothing() throws Exception {
    Path data;
    try (DevPostgres server = DevPostgres.temporary();
        Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("show data_directory")) {
      assertThat(rows.next()).isTrue();
      data = Path.of(rows.getString(1));
      assertThat(data).exists();
    }
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  @DisplayName("Redis answers on loopback and is gone after close")
  void redisAnswers() throws Exception {
    DevRedis redis = DevRedis.start("maxmemory 16mb");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(7), StandardCharsets.US_ASCII))
          .isEqualTo("+PONG\r\n");
    }
    redis.close();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), redis.port()).close())
        .isInstanceOf(java.io.IOException.class);
  }
}
