package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteAdviceTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("shop floor.db");
  }

  private AdviceReport advise(String workload, boolean dropUnused)
      throws SQLException, IOException {
    Path asked = Files.writeString(folder.resolve("w.sql"), workload);
    try (SqliteAdvice advice = SqliteAdvice.of(SqliteFiles.url(file), line -> {})) {
      return advice.advise(Workload.ofFile(asked), AdviceOptions.defaults(), dropUnused);
    }
  }

  private static void copied(Path file) throws SQLException, IOException {
    try (SqliteAdvice advice = SqliteAdvice.of(SqliteFiles.url(file), line -> {})) {
      advice.copy();
    }
  }

  private static long copies() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(one -> one.getFileName().toString().startsWith("headroom-advise"))
          .count();
    }
  }

  @Test
  @DisplayName(
      "a live database in WAL mode, with a writer in mid-transaction, is advised on as it was"
          + " committed, and left as it was; the copy is deleted")
  void live() throws SQLException, IOException {
    SqliteFiles.execute(file, List.of("pragma journal_mode = wal"));
    SqliteFiles.execute(file, SqliteSchemas.ORDERS);
    long before = copies();
    try (Connection writer = DriverManager.getConnection(SqliteFiles.url(file));
        Statement statement = writer.createStatement()) {
      statement.execute("begin immediate");
      statement.execute("delete from Orders where id > 100");
      AdviceReport report =
          advise(
              "-- executions: 500\nselect * from [Orders] where Customer = 7;\nselect *  from"
                  + " [Orders] where Customer = 8; select nonsense from nowhere; this is no SQL;",
              false);
      statement.execute("rollback");
      assertThat(report.advice().indexes())
          .extracting(index -> index.table() + " " + index.columns())
          .containsExactly("Orders (customer)");
      StatementEffect effect = report.advice().indexes().get(0).helped().get(0);
      // Counted, therefore the same on every run: a scan reads each row with a few steps.
      assertThat(effect.typical().before().steps()).isBetween(40_000L, 120_000L);
      assertThat(effect.typical().after().steps()).isBetween(100L, 2_000L);
      assertThat(report.advice().skipped())
          .extracting(Advice.Skipped::reason)
          .anyMatch(reason -> reason.contains("nowhere"));
      assertThat(AdviceText.of(report))
          .contains("CREATE  Orders (customer)", "steps", "rare", "frequent", "undo: drop index");
      assertThat(AdvicePage.of(report)).contains("<th>steps").doesNotContain("<script");
      assertThat(AdviceJson.of(report)).contains("\"steps\"", "create index if not exists hr_");
      List<Path> files = Migrations.writeSqlite(folder.resolve("m"), report);
      assertThat(files)
          .extracting(path -> path.getFileName().toString())
          .containsExactly(
              "V1__hr_orders_customer.sql",
              "U1__hr_orders_customer.sql",
              "headroom-indexes.liquibase.sql");
      assertThat(files.get(2)).content().contains("dbms:sqlite", "runInTransaction:true");
      for (String one : Files.readString(files.get(0)).split(";", -1)) {
        if (!one.isBlank()) {
          statement.execute(one);
        }
      }
    }
    assertThat(copies()).isEqualTo(before);
    assertThat(SqliteFiles.query(file, "select count(*) from Orders")).isEqualTo("20000");
    assertThat(SqliteFiles.query(file, "select name from sqlite_schema where type = 'index'"))
        .isEqualTo("hr_orders_customer");
  }

  @Test
  @DisplayName("two runs on the same file count the same: decisions do not depend on the clock")
  void repeatable() throws SQLException, IOException {
    SqliteFiles.execute(file, SqliteSchemas.ORDERS);
    String workload =
        "select * from orders where customer = 7; select * from orders where state = 'OPEN'";
    AdviceReport one = advise(workload, false);
    AdviceReport two = advise(workload, false);
    assertThat(one.advice().indexes()).isNotEmpty();
    assertThat(two.advice().indexes())
        .extracting(index -> index.ddl() + index.helped().get(0).typical().after().steps())
        .isEqualTo(
            one.advice().indexes().stream()
                .map(index -> index.ddl() + index.helped().get(0).typical().after().steps())
                .toList());
  }

  @Test
  @DisplayName(
      "duplicates are named, unique keys and their likes never; unused is only told, and dropped"
          + " where asked for")
  void redundant() throws SQLException, IOException {
    SqliteFiles.execute(
        file,
        Stream.concat(
                SqliteSchemas.ORDERS.stream(),
                Stream.of(
                    "create table mail (a text unique, b text collate nocase, c int)",
                    SqliteFiles.rows("mail", 3_000, "i, i, i"),
                    "create index long_one on Orders (customer, placed)",
                    "create index short_one on orders (CUSTOMER)",
                    "create index same_one on orders (customer, placed)",
                    "create index by_total on orders (total)",
                    "create index downward on orders (customer desc)",
                    "create index other_collation on orders (customer collate nocase)",
                    "create index some on orders (customer) where state = 'OPEN'",
                    "create index of_unique on mail (a)",
                    "create unique index enforcing on mail (c)",
                    "create index own_collation on mail (b collate nocase)",
                    "create index plain_b on mail (b)",
                    "create index by_id on orders (id)"))
            .toList());
    AdviceReport report = advise("select * from orders where customer = 7", false);
    assertThat(report.drops())
        .extracting(drop -> drop.index() + ": " + drop.reason())
        .containsExactlyInAnyOrder(
            "short_one: a prefix of long_one",
            "same_one: the same as long_one",
            "of_unique: the same as sqlite_autoindex_mail_1",
            "plain_b: the same as own_collation",
            "by_id: the same as the table's own order, by its INTEGER PRIMARY KEY");
    assertThat(report.drops()).allMatch(drop -> drop.undo().startsWith("CREATE INDEX"));
    assertThat(report.notes())
        .anyMatch(note -> note.contains("index by_total") && note.contains("low confidence"));
    AdviceReport asked = advise("select * from orders where customer = 7", true);
    assertThat(asked.drops())
        .extracting(AdviceReport.Drop::index)
        .contains("by_total", "other_collation", "some", "own_collation")
        .doesNotContain("downward", "enforcing");
  }

  @Test
  @DisplayName("of two indexes that stand for each other one stays, whichever the planner prefers")
  void oneStays() throws SQLException, IOException {
    SqliteFiles.execute(
        file,
        Stream.concat(
                SqliteSchemas.ORDERS.stream(),
                Stream.of(
                    "create index long_one on Orders (customer, placed)",
                    "create index short_one on orders (customer)"))
            .toList());
    AdviceReport report = advise("select * from orders where customer = 7", true);
    assertThat(report.drops()).extracting(AdviceReport.Drop::index).containsExactly("short_one");
  }

  @Test
  @DisplayName("an index that is a prefix of an advised one can go with it")
  void replaced() throws SQLException, IOException {
    SqliteFiles.execute(file, SqliteSchemas.ORDERS);
    SqliteFiles.execute(file, List.of("create index by_customer on orders (customer)"));
    AdviceReport report =
        advise(
            "select * from orders where customer = 7 order by placed desc limit 3;"
                + " select * from orders where customer = 8 order by placed desc limit 3",
            false);
    assertThat(report.advice().indexes())
        .extracting(IndexAdvice::columns)
        .containsExactly("(customer, placed)");
    assertThat(report.drops())
        .extracting(drop -> drop.index() + ": " + drop.reason())
        .containsExactly("by_customer: a prefix of the advised hr_orders_customer_placed");
  }

  @Test
  @DisplayName(
      "views, triggers, virtual tables, generated columns, tables without rowid, quoted names and"
          + " collations of the application do no harm")
  void oddities() throws SQLException, IOException {
    SqliteFiles.execute(
        file,
        List.of(
            "create table \"Order Details\" (\"Order ID\" integer, \"group\" text, v int, primary key"
                + " (\"Order ID\", v)) without rowid",
            SqliteFiles.rows("\"Order Details\"", 5_000, "i, 'g' || i % 900, i"),
            "create view seen as select \"group\" g, v from \"Order Details\"",
            "create table log (at int, what text)",
            "create trigger noted after delete on \"Order Details\" begin insert into log values"
                + " (old.v, old.\"group\"); end",
            "create virtual table words using fts5 (body, tokenize = 'trigram')",
            "insert into words select 'word ' || v from \"Order Details\""));
    AdviceReport report =
        advise(
            "select v from [Order Details] where `group` = 'g7'; select v from [Order Details] where"
                + " `group` = 'g8'; select * from seen where g = 'g9'; select * from words where words"
                + " match 'ord'; delete from \"Order Details\" where \"group\" = 'g3';"
                + " insert or replace into log values (1, 'x'); with x as (select 1 as y) select y"
                + " from x; select v from aux.t where v = 1; select * from log where what match 'x'",
            false);
    assertThat(report.advice().indexes())
        .extracting(index -> index.ddl())
        .containsExactly(
            "create index if not exists hr_order_details_group on \"Order Details\" (\"group\")");
    assertThat(report.advice().skipped())
        .extracting(Advice.Skipped::reason)
        .anyMatch(reason -> reason.contains("aux.t"));
    // Through the view, too, whose text is not read: its program tells the table.
    assertThat(report.advice().indexes().get(0).helped())
        .anyMatch(effect -> effect.statement().sql().contains("seen"));
  }

  @Test
  @DisplayName(
      "where statistics would make SQLite skip over an advised index's first column, it is said not"
          + " to analyse")
  void skipScan() throws SQLException, IOException {
    SqliteFiles.execute(
        file,
        List.of(
            "create table event (id integer primary key, user_id int, at int, note text)",
            SqliteFiles.rows("event", 40_000, "i, i % 20, i, 'note ' || i")));
    String asked =
        "-- executions: 5000\nselect note from event where user_id = 3 and at > 39000; select note"
            + " from event where user_id = 4 and at > 39500;";
    assertThat(advise(asked, false).notes())
        .anyMatch(note -> note.contains("run 'analyze' once"))
        .noneMatch(note -> note.contains("skip-scan"));

    String rare = " -- executions: 1\nselect count(note) from event where at > 39990;";
    AdviceReport report = advise(asked + rare, false);
    assertThat(report.advice().indexes())
        .extracting(index -> index.columns())
        .allMatch(columns -> columns.startsWith("(user_id, at"));
    assertThat(report.notes())
        .anyMatch(note -> note.contains("by skip-scan") && note.contains("Do not run 'analyze'"))
        .noneMatch(note -> note.contains("run 'analyze' once"));
  }

  @Test
  @DisplayName("a table that needs a collation of the application's own does not stop the rest")
  void foreignCollation() throws SQLException, IOException {
    SqliteFiles.execute(file, SqliteSchemas.ORDERS);
    try (Connection connection = DriverManager.getConnection(SqliteFiles.url(file));
        Statement statement = connection.createStatement()) {
      org.sqlite.Collation.create(
          connection,
          "theirs",
          new org.sqlite.Collation() {
            @Override
            protected int xCompare(String one, String two) {
              return one.compareTo(two);
            }
          });
      statement.execute("create table odd (name text collate theirs)");
      statement.execute("create index odd_name on odd (name)");
      statement.execute("insert into odd values ('x'), ('y')");
    }
    AdviceReport report =
        advise(
            "select * from orders where customer = 7; select * from orders where customer = 8;"
                + " select * from odd where name = 'x'",
            false);
    assertThat(report.advice().indexes())
        .extracting(IndexAdvice::columns)
        .containsExactly("(customer)");
    assertThat(report.notes()).anyMatch(note -> note.startsWith("odd is left out"));
    assertThat(report.advice().skipped())
        .extracting(Advice.Skipped::reason)
        .anyMatch(reason -> reason.contains("theirs"));
  }

  @Test
  @DisplayName("what cannot be read is refused with what is wrong and what to do")
  void refused() throws SQLException, IOException {
    assertThatThrownBy(() -> SqliteAdvice.check("jdbc:sqlite::memory:"))
        .hasMessageContaining("write jdbc:sqlite:FILE");
    assertThatThrownBy(() -> SqliteAdvice.check("jdbc:sqlite:"))
        .hasMessageContaining("write jdbc:sqlite:FILE");
    assertThatThrownBy(() -> SqliteAdvice.check("jdbc:sqlite:" + folder))
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> SqliteAdvice.check(SqliteFiles.url(folder.resolve("none.db"))))
        .hasMessageContaining("there is no such file");
    assertThat(folder.resolve("none.db")).doesNotExist();
    Path text =
        Files.writeString(folder.resolve("text.db"), "no database, but long enough".repeat(9));
    assertThatThrownBy(() -> SqliteAdvice.check(SqliteFiles.url(text)))
        .hasMessageContaining("no SQLite database, or an encrypted one");

    SqliteFiles.execute(file, SqliteSchemas.ORDERS);
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, 8_192, 400_000, (byte) 0x5a);
    Path damaged = Files.write(folder.resolve("damaged.db"), bytes);
    assertThatThrownBy(() -> copied(damaged)).hasMessageContaining("is damaged");

    try (SqliteCopy copy = SqliteCopy.of(SqliteUrl.of(SqliteFiles.url(file)))) {
      copy.requireSpace(1_000_000, 70_000_000);
      assertThatThrownBy(() -> copy.requireSpace(1_000_000_000, 1_500_000_000))
          .hasMessageContaining("needs 3.1 GB")
          .hasMessageContaining("1.5 GB free")
          .hasMessageContaining("java.io.tmpdir");
    }
    try (Connection writer = DriverManager.getConnection(SqliteFiles.url(file));
        Statement statement = writer.createStatement()) {
      statement.execute("begin exclusive");
      assertThatThrownBy(() -> SqliteUrl.of(SqliteFiles.url(file)).openReadOnly(50).close())
          .hasMessageContaining("is locked by a writer");
    }
  }
}
