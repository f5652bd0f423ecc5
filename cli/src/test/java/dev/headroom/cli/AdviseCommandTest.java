package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as a process of its own, as it is run and interrupted. */
class AdviseCommandTest {

  private static DevPostgres postgres;

  @TempDir Path folder;

  private String told = "";

  @BeforeAll
  static void start() throws SQLException {
    postgres = DevPostgres.temporary();
    postgres.createDatabase("shop", null);
    execute(
        "create table orders (id bigint primary key, customer bigint not null, total bigint not"
            + " null, pad text not null)",
        "insert into orders select i, i % 2000, i, repeat('x', 60) from generate_series(1, 60000) i",
        "create index by_customer_twice on orders (total)",
        "create index by_customer_again on orders (total)",
        "vacuum analyze");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static void execute(String... sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("shop"));
        Statement statement = connection.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  private static String query(String sql) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("shop"));
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        text.append(rows.getString(1)).append('\n');
      }
    }
    return text.toString().strip();
  }

  private String workload() throws IOException {
    Path workload = folder.resolve("shop.sql");
    Files.writeString(
        workload,
        "-- executions: 500\nselect * from orders where customer = 7;\nselect * from orders where"
            + " customer = 1999;\n-- executions: 3\nselect count(*) from orders a, orders b where"
            + " a.pad = b.pad;");
    return workload.toString();
  }

  /** In this process; what it tells is in {@link #told}. */
  private int run(String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "advise",
                "--jdbc",
                postgres.jdbcUrl("shop"),
                "--workload",
                workload(),
                "--time-limit",
                "20"));
    words.addAll(List.of(more));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream both = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(both);
      System.setErr(both);
      System.setProperty("headroom.cwd", folder.toString());
      return Main.commandLine().execute(words.toArray(String[]::new));
    } finally {
      System.setOut(out);
      System.setErr(err);
      told = bytes.toString(StandardCharsets.UTF_8);
    }
  }

  private Process advise(List<String> more) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.io.tmpdir=" + temporary,
                "-Dheadroom.terminal=true",
                "-Dheadroom.cwd=" + folder,
                "dev.headroom.cli.Main",
                "advise",
                "--jdbc",
                postgres.jdbcUrl("shop"),
                "--workload",
                workload(),
                "--time-limit",
                "20"));
    command.addAll(more);
    return new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile()).start();
  }

  /** Reads what the process tells until a word of it, or its end. */
  private static String until(Process process, String word) throws IOException {
    StringBuilder told = new StringBuilder();
    for (int c = process.getErrorStream().read(); c >= 0; c = process.getErrorStream().read()) {
      told.append((char) c);
      if (c == word.charAt(word.length() - 1) && told.indexOf(word) >= 0) {
        break;
      }
    }
    return told.toString();
  }

  private static void drain(Process process) {
    Thread thread =
        new Thread(
            () -> {
              try (var rest = process.getErrorStream()) {
                rest.transferTo(java.io.OutputStream.nullOutputStream());
              } catch (IOException e) {
                // it is gone
              }
            },
            "drain");
    thread.setDaemon(true);
    thread.start();
  }

  /** As Ctrl-C does; by SIGTERM where this build ignores SIGINT, as its children then do too. */
  private static void interrupt(Process process) throws IOException, InterruptedException {
    Path status = Path.of("/proc/self/status");
    boolean ignored =
        Files.exists(status)
            && Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(
                    line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1 << 1) != 0);
    new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", String.valueOf(process.pid()))
        .start()
        .waitFor();
  }

  private void interrupted(String at, List<String> more) throws Exception {
    Process process = advise(more);
    assertThat(until(process, at)).contains(at);
    List<ProcessHandle> children = process.descendants().toList();
    drain(process);
    interrupt(process);
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("ends when interrupted").isTrue();
    assertThat(process.exitValue()).isNotZero();
    for (ProcessHandle child : children) {
      child.onExit().get(20, TimeUnit.SECONDS);
    }
    assertThat(query("select datname from pg_database where datname like 'headroom%'")).isEmpty();
    assertThat(
            query(
                "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where"
                    + " not i.indisvalid or c.relname like 'hr%'"))
        .isEmpty();
    try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
      assertThat(left.filter(path -> path.toString().contains("headroom"))).isEmpty();
    }
  }

  @ParameterizedTest(name = "at {0}, {1}")
  @CsvSource({"copying public, given", "Starting, embedded"})
  @DisplayName("interrupted half-way it leaves no database, no directory and no process behind")
  void interrupted(String at, String scratch) throws Exception {
    interrupted(
        at,
        scratch.equals("given") ? List.of("--scratch", postgres.jdbcUrl("postgres")) : List.of());
  }

  @ParameterizedTest(name = "at {0}, {1}")
  @Tag("long")
  @CsvSource({
    "reading the schema, given",
    "building keys, given",
    "vacuuming, given",
    "measuring, given",
    "choosing, given",
    "Copying, embedded",
    "choosing, embedded"
  })
  @DisplayName("interrupted at other points it leaves nothing either")
  void interruptedElsewhere(String at, String scratch) throws Exception {
    interrupted(
        at,
        scratch.equals("given") ? List.of("--scratch", postgres.jdbcUrl("postgres")) : List.of());
  }

  @Test
  @DisplayName(
      "interrupted while an index is built on the database itself, it leaves none there that is"
          + " invalid")
  void interruptedApplying() throws Exception {
    try (Connection holder = DriverManager.getConnection(postgres.jdbcUrl("shop"))) {
      holder.setAutoCommit(false);
      try (Statement statement = holder.createStatement()) {
        statement.execute("update orders set total = 1 where id = 1"); // the build waits for it
      }
      Process process =
          advise(
              List.of(
                  "--scratch",
                  postgres.jdbcUrl("postgres"),
                  "--apply",
                  "--yes",
                  "--lock-timeout",
                  "60"));
      assertThat(until(process, "building hr_")).contains("building hr_");
      drain(process);
      interrupt(process);
      holder.rollback();
      assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(query("select indexname from pg_indexes where indexname like 'hr%'")).isEmpty();
  }

  @Test
  @DisplayName(
      "applied by --yes it creates and drops, and text, page and JSON tell it; without a terminal"
          + " and without --yes it is refused")
  void applies() throws Exception {
    assertThat(run("--apply")).isEqualTo(2);
    assertThat(told).contains("add --yes");
    assertThat(run("--in-transaction")).isEqualTo(2);
    assertThat(told).contains("add --write DIR");
    assertThat(
            run(
                "--scratch",
                postgres.jdbcUrl("postgres"),
                "--apply",
                "--apply-drops",
                "--yes",
                "--watch",
                "0",
                "--json",
                "a.json",
                "--html",
                "a.html"))
        .as(told)
        .isZero();
    assertThat(told)
        .contains("created  hr_orders_customer", "dropped  by_customer_again", "holds plan, rare");
    assertThat(Files.readString(folder.resolve("a.json")))
        .contains("\"CREATED\"", "\"DROPPED\"", "\"duplicate-index-", "\"method\" : \"copy\"");
    assertThat(Files.readString(folder.resolve("a.html"))).contains("<h2>Done</h2>");
    assertThat(Files.readString(folder.resolve("headroom-dropped.sql")))
        .contains("if not exists by_customer_again");
    assertThat(query("select indexname from pg_indexes where tablename = 'orders' order by 1"))
        .isEqualTo("by_customer_twice\nhr_orders_customer\norders_pkey");
    execute("drop index hr_orders_customer", "create index by_customer_again on orders (total)");
  }

  @Test
  @DisplayName("where there can be no copy and no HypoPG it says why for both, and what to do")
  void nothingIsSafe() throws Exception {
    assertThat(run("--no-sampling", "--copy-limit", "1", "--scratch", postgres.jdbcUrl("postgres")))
        .isEqualTo(2);
    assertThat(told)
        .contains("nothing is safe here", "raise --copy-limit", "HypoPG is not in database 'shop'");
  }
}
