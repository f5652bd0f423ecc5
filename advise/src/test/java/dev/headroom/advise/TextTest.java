package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  @DisplayName("placeholders are numbered outside literals, quoted names and comments only")
  void placeholders() {
    assertThat(
            Numbered.of(
                "select '?''?', E'\\'?', \"a?\", $x$ ? $x$, j ?? 'k' /* ? /* ? */ ? */ from t"
                    + " -- ?\nwhere a = ? and b = ? ;"))
        .isEqualTo(
            new Numbered(
                "select '?''?', E'\\'?', \"a?\", $x$ ? $x$, j ? 'k' /* ? /* ? */ ? */ from t"
                    + " -- ?\nwhere a = $1 and b = $2",
                2));
  }

  @Test
  @DisplayName("a plan's literals are masked, its figures are not")
  void masked() {
    assertThat(
            PlanText.masked(
                "Index Scan using hr_t_a on t2  (cost=0.29..8.31 rows=1 width=4) (actual rows=1.00"
                    + " loops=1)\n  Index Cond: (a = 4711)\n  Filter: ((name)::text = 'O''Hara'::text)\n"
                    + "  Rows Removed by Filter: 17\n  Buffers: shared hit=3"))
        .contains("rows=1 width=4", "Rows Removed by Filter: 17", "hit=3", "t2")
        .contains("Index Cond: (a = ?)", "Filter: ((name)::text = ?::text)")
        .doesNotContain("4711")
        .doesNotContain("Hara");
  }

  @Test
  @DisplayName("options out of range are refused with the range")
  void options() {
    AdviceOptions defaults = AdviceOptions.defaults();
    assertThat(defaults.timeLimit()).isEqualTo(Duration.ofSeconds(20));
    assertThat(defaults.statementTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(defaults.lockTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(defaults.minimumSaving()).isEqualTo(0.30);
    assertThat(defaults.minimumShare()).isEqualTo(0.005);
    assertThat(defaults.within(Duration.ofSeconds(2)).statementTimeout())
        .isEqualTo(Duration.ofSeconds(2));
    assertThatThrownBy(() -> defaults.within(Duration.ofMillis(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 s to 1 h");
    assertThatThrownBy(
            () ->
                new AdviceOptions(
                    Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofSeconds(1), 30, 0))
        .hasMessageContaining("minimumSaving is a share in 0.05..0.95");
  }

  @Test
  @DisplayName("a URL that names no PostgreSQL database is refused, without its password")
  void url() {
    assertThatThrownBy(() -> ServerUrl.of("jdbc:mysql://h/d?password=secret"))
        .hasMessageContaining("PostgreSQL URL")
        .hasMessageContaining("password=***");
    assertThat(ServerUrl.of("jdbc:postgresql://h:5/d?user=u").withDatabase("x"))
        .isEqualTo("jdbc:postgresql://h:5/x?user=u");
  }
}
