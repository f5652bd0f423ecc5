package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Server.class)
class RedundantTest {

  @Test
  @DisplayName(
      "duplicates are told by keys, classes, directions and predicate; what enforces, what a"
          + " foreign key needs and what was used stays")
  void redundant() throws SQLException {
    String url =
        Server.database(
            "redundant",
            "create table p (id int primary key)",
            "insert into p select generate_series(1, 100)",
            "create table t (id int primary key, p int not null references p, q int references p, a"
                + " int, b int, s text, c int unique)",
            "insert into t select i, 1 + i % 100, 1 + i % 100, i % 50, i % 30, 's' || i, i from"
                + " generate_series(1, 5000) i",
            "create index t_ab on t (a, b)",
            "create index t_a on t (a)",
            "create index t_ab_again on t (a, b)",
            "create index t_a_desc on t (a desc, b)",
            "create index t_a_part on t (a) where b > 3",
            "create index t_s on t (s)",
            "create index t_s_pattern on t (s text_pattern_ops)",
            "create index t_c on t (c)",
            "create index t_p on t (p)",
            "create index t_a_with on t (a) include (s)",
            "analyze");
    try (Connection connection = DriverManager.getConnection(url)) {
      Redundant duplicates = Redundant.read(connection);
      assertThat(duplicates.drops(Duration.ofDays(30)))
          .extracting(AdviceReport.Drop::index)
          .containsExactlyInAnyOrder("t_a", "t_ab_again", "t_c");
      assertThat(duplicates.notes())
          .anyMatch(note -> note.contains("nothing is called unused"))
          .anyMatch(note -> note.contains("t_q_fkey") && note.contains("has no index"))
          .noneMatch(note -> note.contains("t_p_fkey"));

      Redundant unused = Redundant.read(connection);
      assertThat(unused.drops(Duration.ZERO))
          .extracting(AdviceReport.Drop::index)
          .contains("t_a_desc", "t_a_part", "t_s", "t_s_pattern", "t_a_with")
          .doesNotContain("t_pkey", "t_c_key", "t_p");
      assertThat(unused.notes()).anyMatch(note -> note.contains("t_p was never used, and stays"));
      AdviceReport.Drop drop =
          unused.drops(Duration.ZERO).stream()
              .filter(one -> one.index().equals("t_a_part"))
              .findFirst()
              .orElseThrow();
      Server.execute(url, drop.ddl(), drop.undo());
      assertThat(
              Server.query(
                  connection, "select indexdef from pg_indexes where indexname = 't_a_part'"))
          .endsWith("(a) WHERE (b > 3)");
    }
  }
}
