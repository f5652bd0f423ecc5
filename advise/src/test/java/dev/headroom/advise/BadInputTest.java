package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Server.class)
class BadInputTest {

  private static final DatabaseCopy.Limits LIMITS = DatabaseCopy.Limits.defaults();

  private static String url = "";

  @BeforeAll
  static void create() throws SQLException {
    url =
        Server.database(
            "odd",
            "create schema \"Weird Name\"",
            "create table \"Weird Name\".\"Select\" (\"Order\" int not null, \"a\"\"b\" text not null)",
            "insert into \"Weird Name\".\"Select\" select i % 900, repeat('x', 80) from"
                + " generate_series(1, 20000) i",
            "create table person (id bigint primary key, name text not null, city int not null, pad"
                + " text not null)",
            "insert into person select i, 'n' || i, i % 1000, repeat('x', 60) from"
                + " generate_series(1, 20000) i",
            "create view people as select id, name, city, pad from person where id > 0",
            "create view townspeople as select p.name, p.city from people p",
            "create materialized view cities as select id, city, pad from person",
            "create function note(c int) returns bigint language plpgsql as 'begin delete from person"
                + " where id < 10; return (select count(*) from person where city = c); end'",
            "create function squashed(t text) returns text language plpgsql immutable as 'begin return"
                + " lower(t); end'",
            "create function moody(t text) returns text language plpgsql as 'begin return lower(t);"
                + " end'",
            "create function living(c int) returns setof person language sql stable as 'select *"
                + " from person where city = c'",
            "analyze");
  }

  private static AdviceReport advise(String source, StatementObservation... workload)
      throws SQLException {
    try (DatabaseAdvice advice = DatabaseAdvice.of(source, url, LIMITS, line -> {})) {
      return advice.advise(
          new Workload(List.of(workload), List.of()), AdviceOptions.defaults(), "it");
    }
  }

  private static List<String> given(AdviceReport report) {
    return report.advice().indexes().stream()
        .map(index -> index.table() + " " + index.columns())
        .toList();
  }

  @Test
  @DisplayName(
      "what does not parse, does not plan or asks a temporary table is left out with its reason,"
          + " and the rest is advised on")
  void leftOut() throws SQLException {
    try (Connection user = DriverManager.getConnection(url);
        var statement = user.createStatement()) {
      statement.execute("create temp table basket as select 1 a");
      AdviceReport report =
          advise(
              url,
              Server.seen("selec * fro person", 10),
              Server.seen("select * from person where height = 3", 10),
              Server.seen("select * from basket where a = ?", 10, "7"),
              Server.seen("select * from person where city = ? and city = ?", 10, "7"),
              Server.seen("select note(5)", 10),
              Server.seen("select * from person where city = ?", 500, "7"));
      assertThat(report.advice().skipped())
          .extracting(Advice.Skipped::reason)
          .hasSize(4)
          .anyMatch(reason -> reason.contains("it is no statement that the server understands"))
          .anyMatch(reason -> reason.contains("\"height\" does not exist"))
          .anyMatch(reason -> reason.contains("temporary tables belong to their session"))
          .anyMatch(reason -> reason.contains("do not fit its 2 placeholders"));
      assertThat(given(report)).containsExactly("person (city)");
      // A function that writes was executed on the copy alone.
      assertThat(Server.query(user, "select count(*) from person")).isEqualTo("20000");
    }
  }

  @Test
  @DisplayName(
      "names that want quotes, found by the URL's search path, come out so that the database takes"
          + " them")
  void quoting() throws SQLException {
    String path = url + "&currentSchema=%22Weird%20Name%22,public";
    AdviceReport report =
        advise(
            path, Server.seen("select \"a\"\"b\" from \"Select\" where \"Order\" = ?", 500, "7"));
    assertThat(report.advice().skipped()).isEmpty();
    assertThat(report.advice().indexes()).hasSize(1);
    IndexAdvice index = report.advice().indexes().get(0);
    assertThat(index.table()).isEqualTo("\"Select\"");
    Server.execute(path, index.create().get(0), index.undo());
    AdviceReport qualified =
        advise(
            url,
            Server.seen("select * from \"Weird Name\".\"Select\" where \"Order\" = ?", 500, "7"));
    index = qualified.advice().indexes().get(0);
    assertThat(index.table()).isEqualTo("\"Weird Name\".\"Select\"");
    Server.execute(url, index.create().get(0), index.undo());
    assertThat(index.writes().rowsPerSecond()).isNotEqualTo(-1.0);
  }

  @Test
  @DisplayName(
      "what is asked of a view is advised for the table behind it, of a materialised view for"
          + " itself")
  void views() throws SQLException {
    AdviceReport report =
        advise(
            url,
            Server.seen("select name from townspeople where city = ?", 500, "7", "99"),
            Server.seen("select pad from cities c where c.city = ?", 500, "7", "99"));
    assertThat(report.advice().skipped()).isEmpty();
    assertThat(given(report))
        .hasSize(2)
        .anyMatch(one -> one.startsWith("person (city"))
        .anyMatch(one -> one.startsWith("cities (city"));
    for (IndexAdvice index : report.advice().indexes()) {
      Server.execute(url, index.create().get(0), index.undo());
    }
  }

  @Test
  @DisplayName(
      "an index over a function is advised where it always answers the same, refused with the"
          + " server's reason where not; what is asked of a function's table is measured")
  void functions() throws SQLException {
    AdviceReport report =
        advise(
            url,
            Server.seen("select id from person where squashed(name) = ?", 500, "n7", "n9"),
            Server.seen("select id from person where moody(name) = ?", 500, "n7", "n9"),
            Server.seen("select * from living(?)", 500, "7", "8"));
    assertThat(report.advice().skipped()).isEmpty();
    assertThat(given(report)).containsExactly("person ((squashed(name)))");
    assertThat(report.advice().refused())
        .anyMatch(
            one ->
                one.index().contains("moody(name)")
                    && one.reason().contains("must be marked IMMUTABLE"));
  }

  @Test
  @DisplayName(
      "a table dropped and a column added while the rows are copied, and nothing but the table being"
          + " copied is locked")
  void changesMeanwhile() throws SQLException {
    String changing =
        Server.database(
            "changing",
            "create table a (x int)",
            "create table b (x int, y int)",
            "create table c (x int)",
            "create table d (x int)",
            "insert into a select generate_series(1, 10)",
            "insert into b select i, i from generate_series(1, 1000) i",
            "insert into c select generate_series(1, 10000)",
            "insert into d select generate_series(1, 100000)");
    List<String> faults = new ArrayList<>();
    Consumer<String> meddler =
        line -> {
          try {
            if (line.startsWith("copying public.a")) {
              Server.execute(changing, "alter table b add column z int default 5", "drop table c");
            } else if (line.startsWith("copying public.d")) {
              Server.execute(changing, "set lock_timeout = 500", "alter table a add column z int");
            }
          } catch (SQLException e) {
            faults.add(e.getMessage());
          }
        };
    try (DatabaseCopy copy = DatabaseCopy.of(changing, url, LIMITS, meddler);
        Connection connection = DriverManager.getConnection(copy.url())) {
      assertThat(faults).isEmpty();
      assertThat(copy.notes())
          .singleElement()
          .asString()
          .contains("rows of public.c are not in the copy", "does not exist");
      assertThat(Server.query(connection, "select sum(y) from b")).isEqualTo("500500");
      assertThat(Server.query(connection, "select count(*) from d")).isEqualTo("100000");
    }
  }

  @Test
  @DisplayName(
      "no space, a size that is refused and a server that runs full are told with what would help,"
          + " and no copy is left")
  void noSpace() throws SQLException {
    assertThatThrownBy(
            () -> DatabaseCopy.of(url, url, LIMITS.with(4_000_000_000L, true, 1_000_000), l -> {}))
        .isInstanceOf(NoCopyException.class)
        .hasMessageContaining("no space for the copy: it needs about 1")
        .hasMessageContaining("1 MB are free")
        .hasMessageContaining("--scratch");
    assertThatThrownBy(() -> DatabaseCopy.of(url, url, LIMITS.with(1_000_000, false, -1), l -> {}))
        .isInstanceOf(NoCopyException.class)
        .hasMessageContaining("--no-sampling")
        .hasMessageContaining("raise --copy-limit");
    // A disk that is full where the copy is: the server says so in the same words.
    String full =
        Server.database(
            "filled",
            "create function room(x int) returns boolean language plpgsql immutable as 'begin if"
                + " current_database() like ''headroom%'' and x > 5 then raise exception ''could not"
                + " extend file: No space left on device'' using errcode = ''53100''; end if; return"
                + " true; end'",
            "create domain roomy as int check (public.room(value))",
            "create table t (x roomy)",
            "insert into t select generate_series(1, 10)");
    assertThatThrownBy(() -> DatabaseCopy.of(full, url, LIMITS, l -> {}))
        .isInstanceOf(NoCopyException.class)
        .hasMessageContaining("no space left for the copy at the rows of public.t")
        .hasMessageContaining("--copy-limit");
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(
              Server.query(
                  connection,
                  "select count(*) from pg_database where datname like 'headroom_advise%'"))
          .isEqualTo("0");
    }
  }

  @Test
  @DisplayName("the time limit ends the search, and what is known by then is answered")
  void timeLimit() throws SQLException {
    long[] clock = {0};
    Advice advice =
        new IndexAdvisor(AdviceOptions.defaults(), line -> {}, () -> clock[0] += 3_000_000_000L)
            .advise(
                Server.database(
                    "timed",
                    "create table t (a int, b int, c int)",
                    "insert into t select i % 900, i % 800, i from generate_series(1, 20000) i",
                    "analyze"),
                List.of(
                    Server.seen("select * from t where a = ?", 500, "7"),
                    Server.seen("select * from t where b = ?", 500, "7"),
                    Server.seen("select * from t where c = ?", 500, "7")));
    assertThat(advice.complete()).isFalse();
    assertThat(advice.skipped()).anyMatch(one -> one.reason().contains("time limit"));
  }

  /** Statements without end, as a file of any size would give them, none of them kept. */
  private static final class Endless extends Reader {
    private final long most;
    private final String one;
    private long given;

    Endless(long most, String one) {
      this.most = most;
      this.one = one;
    }

    @Override
    public int read(char[] buffer, int offset, int length) {
      if (given >= most) {
        return -1;
      }
      int count = 0;
      while (count < length && given < most) {
        buffer[offset + count++] = one.charAt((int) (given++ % one.length()));
      }
      return count;
    }

    @Override
    public void close() {}
  }

  @Test
  @DisplayName("a statement without end is passed over in the memory of a megabyte")
  void endlessStatement() throws IOException {
    SqlSplitter splitter = new SqlSplitter(new Endless(40_000_000, "select 1, 'x', "));
    assertThat(splitter.next()).isEmpty();
  }

  @Test
  @DisplayName("a workload file with as many shapes as it likes is read in bounded memory")
  void manyShapes(@TempDir Path folder) throws IOException {
    read(folder, 30_000);
  }

  @Test
  @Tag("long")
  @DisplayName("and so is one of 100 MB")
  void largeFile(@TempDir Path folder) throws IOException {
    assertThat(Files.size(read(folder, 1_400_000))).isGreaterThan(90_000_000);
  }

  private static Path read(Path folder, int count) throws IOException {
    Path file = folder.resolve("large.sql");
    try (var writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count; i++) {
        writer.write(
            "select * from person where city = "
                + i % 977
                + " and name = 'n"
                + i
                + "' and c"
                + i % 9_000
                + " = 1;\n");
      }
    }
    Workload workload = Workload.ofFile(file);
    assertThat(workload.statements()).hasSize(Workload.MOST_KEPT);
    assertThat(workload.statements()).allMatch(one -> one.samples().size() <= 16);
    assertThat(workload.notes()).anyMatch(note -> note.contains("are not considered"));
    return file;
  }
}
