package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Server.class)
class HandMadeTest {

  @Test
  @DisplayName(
      "on a scratch copy, reads cost less and writes more with an index; afterwards all are shown"
          + " again and the copy is gone")
  void measures() throws SQLException {
    String url =
        Server.database(
            "made",
            "create table t (id bigint primary key, a int not null, b int not null)",
            "insert into t select i, i % 1000, i % 10 from generate_series(1, 20000) i",
            "create index by_a on t (a)",
            "create index by_b on t (b)",
            "vacuum analyze t");
    String scratch;
    try (ScratchCopy copy = ScratchCopy.of(url)) {
      scratch = copy.url();
      try (HandMade made =
          new HandMade(
              scratch,
              List.of(
                  Server.seen("select * from t where a = ?", 1000, "5"),
                  Server.seen("insert into t values (?, ?, ?)", 1000, "1|1|1")),
              AdviceOptions.defaults())) {
        assertThat(made.indexes()).containsExactly("by_a", "by_b");
        WorkloadCost none = made.cost(Set.of());
        WorkloadCost one = made.cost(Set.of("by_a"));
        WorkloadCost both = made.cost(Set.of("by_a", "by_b"));
        assertThat(one.readBuffers()).isLessThan(none.readBuffers() / 2);
        assertThat(both.readBuffers()).isEqualTo(one.readBuffers());
        assertThat(one.writeBuffers()).isGreaterThan(none.writeBuffers());
        assertThat(both.writeBuffers()).isGreaterThan(one.writeBuffers());
        assertThatThrownBy(() -> made.cost(Set.of("by_c"))).hasMessageContaining("did you mean");
      }
      try (Connection connection = DriverManager.getConnection(scratch)) {
        assertThat(Server.query(connection, "select bool_and(indisvalid) from pg_index"))
            .isEqualTo("t");
        assertThat(Server.query(connection, "select count(*) from t")).isEqualTo("20000");
      }
    }
    assertThatThrownBy(() -> DriverManager.getConnection(scratch).close())
        .hasMessageContaining("does not exist");
  }

  @Test
  @DisplayName("a database that somebody uses is not copied, and the error says who it is")
  void busySource() throws SQLException {
    String url = Server.database("busy", "create table t (a int)");
    try (Connection user = DriverManager.getConnection(url + "&ApplicationName=till")) {
      assertThat(user.isValid(1)).isTrue();
      assertThatThrownBy(() -> ScratchCopy.of(url))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("till as postgres");
    }
  }
}
