package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema of the automations service, its statements in a proof, and its indexes by hand. */
class SqliteByHandTest {

  private static final Path DATABASE =
      Path.of("..", "services", "automations", "src", "main", "resources", "db");

  private static final String DAYS = "1000000|3000000";
  private static final String COLUMNS =
      "id, user_id, automation_id, status, configuration, secret, cron, zone, due_at, created_at,"
          + " changed_at";
  private static final String TOKENS =
      "count(*) as runs, coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0),"
          + " coalesce(sum(cost_micros), 0)";

  private static final List<StatementObservation> WORKLOAD =
      List.of(
          seen("select " + TOKENS + " from token_usage where at >= ? and at < ? and user_id = ?")
              .times(47, DAYS + "|1", DAYS + "|2", DAYS + "|700"),
          seen("select at / 100000 as day, model, "
                  + TOKENS
                  + " from token_usage where at >= ? and at < ? and user_id = ? group by at /"
                  + " 100000, model order by 1, 2")
              .times(14, DAYS + "|3", DAYS + "|1", DAYS + "|900"),
          seen("select user_id, count(*) as runs, sum(prompt_tokens + completion_tokens),"
                  + " sum(cost_micros) from token_usage where at >= ? and at < ? group by"
                  + " user_id order by sum(cost_micros) desc, user_id limit ?")
              .times(5, DAYS + "|10"),
          seen("select at / 100000 as day, model, "
                  + TOKENS
                  + " from token_usage where at >= ? and at < ? group by at / 100000, model"
                  + " order by 1, 2")
              .times(5, DAYS),
          seen("select " + TOKENS + " from token_usage where at >= ? and at < ?").times(5, DAYS),
          seen("select count(*) from session where family = ? and expires_at > ?")
              .times(100, "f7|1", "f9|1"),
          seen("select s.id, s.user_id, u.email, s.created_at, s.turned_at, s.expires_at from"
                  + " session s join app_user u on u.id = s.user_id where s.expires_at > ? and"
                  + " s.user_id = ? order by s.id desc")
              .times(47, "100|21", "100|7"),
          seen("delete from session where user_id = ? and (expires_at <= ? or id not in (select id"
                  + " from session where user_id = ? order by turned_at desc, id desc limit ?))")
              .times(114, "388|100|388|20", "72|100|72|20"),
          seen("insert into session values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").times(119),
          seen("select id, cron, zone, due_at from user_automation where status = 'ACTIVE' and"
                  + " due_at <= ? order by due_at, id limit ?")
              .times(21, "100|50"),
          seen("select " + COLUMNS + " from user_automation where user_id=?")
              .times(225, "1", "700", "900"),
          seen("select count(id) from user_automation where status=?")
              .times(15, "ENDED", "ACTIVE", "PAUSED"),
          seen("select coalesce(sum(c.monthly_micros), 0) from user_automation a join automation c"
                  + " on c.id = a.automation_id where a.status = 'ACTIVE'")
              .times(5),
          seen("select name, category from automation where id=?").times(1426, "5", "70"),
          seen("select count(id) from app_user where active=?").times(5, "1"),
          seen("select id from run where status = 'QUEUED' and due_at <= ? order by due_at, id"
                  + " limit ?")
              .times(21, "100|50"),
          seen("select at, level, message from run_log where run_id = ? order by id")
              .times(5, "7", "9"),
          seen("select id, status from run where user_automation_id = ? order by id desc limit ?")
              .times(5, "7|20", "9|20"));

  /** The first of the users have most of the rows. */
  private static final List<String> ROWS =
      List.of(
          SqliteFiles.rows(
              "app_user",
              1_000,
              "i, 'user' || i || '@headroom.example', 'x', 'User', 'USER', i % 20 <> 0, i % 10 <> 0,"
                  + " i"),
          SqliteFiles.rows(
              "automation",
              200,
              "i, 'f' || i, 'n' || i, 'x', 'C' || i % 9, 'HOOK', 3, 1, 'types', 1, 100"),
          SqliteFiles.rows(
              "user_automation",
              6_000,
              "i, 1 + (i * 7919) % 1000, 1 + (i * 31) % 200, case i % 4 when 0 then 'ENDED' when 1"
                  + " then 'PAUSED' else 'ACTIVE' end, hex(zeroblob(30)), null, null, null, case when"
                  + " i % 50 = 0 then 1000 + i end, i, i"),
          SqliteFiles.rows(
              "token_usage",
              15_000,
              "i, 'r' || i, 1 + (i * 7919) % (1 + (i * 31) % 1000), 1 + i % 6000, 'M' || i % 3, i %"
                  + " 900, i % 100, i % 7, i * 120"),
          SqliteFiles.rows(
              "session",
              4_000,
              "i, 'f' || i, 1 + (i * 7919) % 1000, hex(zeroblob(20)), null, null, i, i, (i * 31) %"
                  + " 4000, i"),
          SqliteFiles.rows(
              "run",
              3_000,
              "i, 'r' || i, 1 + (i * 7919) % 6000, 'HOOK', 'SUCCEEDED', 1, 'input', i, i, i, null"),
          SqliteFiles.rows("run_log", 6_000, "i, 1 + i / 2, i, 'INFO', hex(zeroblob(30))"));

  private record Statement(String sql) {
    StatementObservation times(long executions, String... samples) {
      return SqliteFiles.seen(sql, executions, samples);
    }
  }

  private static Statement seen(String sql) {
    return new Statement(sql);
  }

  private static List<String> statements(String file) throws IOException {
    String text = Files.readString(DATABASE.resolve(file)).replaceAll("(?m)^--.*$", "");
    return Arrays.stream(text.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  @Test
  @DisplayName(
      "S9: the advised indexes read at most the pages of the eight made by hand and are no more,"
          + " with those of large tables waiting for longer ones")
  void byHand(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.db");
    SqliteFiles.execute(file, statements("migration/V1__schema.sql"));
    SqliteFiles.execute(file, ROWS);
    Path plain = Files.copy(file, folder.resolve("b.db"));
    Path made = Files.copy(file, folder.resolve("c.db"));
    Path chosen = Files.copy(file, folder.resolve("d.db"));
    Set<String> advised = advised(file);
    List<String> byHand = statements("fixes/indexes.sql");
    assertThat(advised).hasSizeLessThanOrEqualTo(byHand.size());
    double pagesByHand = pages(made, byHand);
    assertThat(pagesByHand).isLessThan(pages(plain, List.of()));
    assertThat(pages(chosen, advised)).isLessThanOrEqualTo(pagesByHand);
  }

  /** What creates them. */
  private static Set<String> advised(Path file) throws SQLException {
    Set<String> ddl = new TreeSet<>();
    try (SqliteBench bench = new SqliteBench(SqliteFiles.url(file), file, System::nanoTime)) {
      bench.execute("analyze");
      Advice advice =
          new SqliteAdvisor(
                  bench,
                  SqliteCatalog.read(bench.connection()),
                  AdviceOptions.defaults().within(Duration.ofSeconds(60)),
                  line -> {},
                  System::nanoTime,
                  5_000)
              .advise(WORKLOAD);
      assertThat(advice.complete()).isTrue();
      advice.indexes().forEach(index -> ddl.add(index.ddl()));
    }
    return ddl;
  }

  /** Of the workload, with what these statements create. */
  private static double pages(Path file, Iterable<String> create) throws SQLException {
    try (SqliteBench bench = new SqliteBench(SqliteFiles.url(file), file, System::nanoTime)) {
      for (String one : create) {
        bench.execute(one);
      }
      bench.execute("analyze");
      double pages = 0;
      for (Query query : Query.of(WORKLOAD)) {
        SqliteText text = SqliteText.of(query.main().sql());
        Query reading = query.reading(new Numbered(text.text(), text.parameters()));
        List<List<StatementObservation.Bind>> binds = new ArrayList<>(reading.binds());
        if (reading.numbered().parameters() == 0) {
          binds.add(List.of());
        }
        for (List<StatementObservation.Bind> bind : binds) {
          pages +=
              query.executions()
                  * bench.run(reading, bind, Set.of(), 10_000).buffers()
                  / binds.size();
        }
      }
      return pages;
    }
  }
}
