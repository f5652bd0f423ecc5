package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteApplyTest {

  private static final String INDEXES =
      "select coalesce(group_concat(name), '') from (select name from sqlite_schema where type = 'index' order by"
          + " name)";

  @TempDir Path folder;
  private Path file;
  private Workload workload;

  @BeforeEach
  void prepare() throws Exception {
    file = folder.resolve("shop.db");
    SqliteFiles.execute(file, SqliteSchemas.ORDERS);
    workload =
        Workload.ofFile(
            Files.writeString(
                folder.resolve("w.sql"),
                "select * from orders where customer = 7; select * from orders where customer = 8"));
  }

  private AdviceReport advise() throws Exception {
    try (SqliteAdvice advice = SqliteAdvice.of(SqliteFiles.url(file), line -> {})) {
      return advice.advise(workload, AdviceOptions.defaults(), false);
    }
  }

  private List<SqliteApply.Outcome> apply(AdviceReport report) throws Exception {
    return SqliteApply.apply(SqliteFiles.url(file), report, workload, line -> {});
  }

  @Test
  @DisplayName("what holds its promise on the file stays, duplicates go, with their undo told")
  void kept() throws Exception {
    SqliteFiles.execute(
        file,
        List.of("create index one on orders (state, total)", "create index two on orders (state)"));
    List<SqliteApply.Outcome> outcomes = apply(advise());
    assertThat(outcomes).allMatch(SqliteApply.Outcome::kept);
    assertThat(outcomes.get(0).text()).contains("steps", "->", "undo: drop index");
    assertThat(outcomes.get(1).text()).contains("undo: CREATE INDEX two on orders (state)");
    assertThat(SqliteFiles.query(file, INDEXES)).isEqualTo("hr_orders_customer,one");
  }

  @Test
  @DisplayName(
      "an index that does not help on the file as promised is taken back, and it is said why")
  void breached() throws Exception {
    AdviceReport report = advise();
    // Meanwhile every order is of the customer that is asked for.
    SqliteFiles.execute(file, List.of("update orders set customer = 7", "analyze"));
    List<SqliteApply.Outcome> outcomes = apply(report);
    assertThat(outcomes).singleElement().matches(outcome -> !outcome.kept());
    assertThat(outcomes.get(0).text()).contains("not created", "taken back");
    assertThat(SqliteFiles.query(file, INDEXES)).isEmpty();
    assertThat(SqliteFiles.query(file, "pragma integrity_check")).isEqualTo("ok");
  }

  @Test
  @DisplayName("a drop that makes a statement slower is rolled back")
  void dropBreached() throws Exception {
    SqliteFiles.execute(file, List.of("create index needed on orders (customer)"));
    AdviceReport report = advise();
    AdviceReport wrong =
        new AdviceReport(
            report.database(),
            report.measured(),
            report.notes(),
            report.advice(),
            List.of(
                new AdviceReport.Drop(
                    "needed",
                    "orders",
                    "thought to be unused",
                    1,
                    -1,
                    "drop index if exists needed",
                    "create index needed on orders (customer)")));
    List<SqliteApply.Outcome> outcomes = apply(wrong);
    assertThat(outcomes).singleElement().matches(outcome -> !outcome.kept());
    assertThat(outcomes.get(0).text()).contains("not dropped", "steps");
    assertThat(SqliteFiles.query(file, INDEXES)).isEqualTo("needed");
  }

  @Test
  @DisplayName("a file that stays locked is left as it is, and what was not done is said")
  void locked() throws Exception {
    AdviceReport report = advise();
    try (Connection writer = DriverManager.getConnection(SqliteFiles.url(file));
        Statement statement = writer.createStatement()) {
      statement.execute("begin immediate");
      assertThatThrownBy(
              () ->
                  SqliteApply.apply(
                      SqliteFiles.url(file) + "?busy_timeout=20", report, workload, line -> {}))
          .hasMessageContaining("is locked by a writer")
          .hasMessageContaining("nothing was changed");
    }
    assertThat(SqliteFiles.query(file, INDEXES)).isEmpty();
  }
}
