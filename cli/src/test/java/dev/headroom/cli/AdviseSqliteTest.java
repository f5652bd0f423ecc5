package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviseSqliteTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private String url = "";

  @BeforeEach
  void prepare() throws SQLException, IOException {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setProperty("headroom.cwd", folder.toString());
    url = "jdbc:sqlite:" + folder.resolve("shop.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create table orders (id integer primary key, customer int, pad text)");
      statement.execute(
          "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) insert"
              + " into orders select i, i % 400, hex(zeroblob(30)) from n");
    }
    Files.writeString(
        folder.resolve("w.sql"),
        "select * from orders where customer = 7; select * from orders where customer = 8;");
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  private int run(String... words) {
    return Main.commandLine().execute(words);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("A1: a file of statements gives advice, a page, migrations, and is applied")
  void whole() throws SQLException, IOException {
    assertThat(
            run(
                "advise",
                "--jdbc",
                url,
                "--workload",
                "w.sql",
                "--html",
                "a.html",
                "--json",
                "a.json",
                "--write",
                "m",
                "--apply"))
        .isZero();
    assertThat(text())
        .contains("1. CREATE  orders (customer)", "Applying the advice", "created on orders");
    assertThat(folder.resolve("a.html")).content().contains("orders (customer)", "<th>steps");
    assertThat(folder.resolve("a.json")).content().contains("\"create index if not exists hr_");
    assertThat(folder.resolve("m/V1__hr_orders_customer.sql")).exists();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("select name from sqlite_schema where type = 'index'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("hr_orders_customer");
    }
  }

  @Test
  @DisplayName("what the agent observed is a workload too")
  void observed() throws IOException {
    Files.writeString(
        folder.resolve("observations.json"),
        "{\"statements\": [{\"endpoint\": \"GET /orders\", \"fingerprint\": \"select * from orders"
            + " where customer = ?\", \"sql\": \"select * from orders where customer = ?\","
            + " \"codeLine\": \"\", \"executions\": 500, \"requests\": 500, \"totalNanos\": 1000000,"
            + " \"flowFrom\": \"\", \"dataSource\": \"\", \"fetch\": {\"unused\": []}, \"samples\":"
            + " [[{\"type\": 4, \"text\": \"7\", \"isNull\": false}]]}]}");
    assertThat(run("advise", "--jdbc", url, "--workload", "observations.json")).isZero();
    assertThat(text()).contains("CREATE  orders (customer)");
  }

  @Test
  @DisplayName("without a workload, or with what is PostgreSQL's, it is said what to give")
  void refused() {
    assertThat(run("advise", "--jdbc", url)).isEqualTo(2);
    assertThat(text())
        .contains("SQLite keeps no history", "--workload FILE.sql", "observations.json");
    assertThat(run("advise", "--jdbc", url, "--workload", "w.sql", "--scratch", "x")).isEqualTo(2);
    assertThat(text()).contains("--scratch is for PostgreSQL");
    assertThat(run("advise", "--jdbc", "jdbc:sqlite:none.db", "--workload", "w.sql")).isEqualTo(2);
    assertThat(text()).contains("none.db: there is no such file");
  }

  @Test
  @DisplayName("ended half-way, it leaves no copy behind")
  void ended() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    java,
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.io.tmpdir=" + temporary,
                    "-Dheadroom.cwd=" + folder,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.headroom.cli.Main",
                    "advise",
                    "--jdbc",
                    url,
                    "--workload",
                    "w.sql"))
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "log"))
            .start();
    try {
      boolean gone = false;
      while (!gone && copies(temporary) == 0) {
        gone = process.waitFor(5, TimeUnit.MILLISECONDS);
      }
      assertThat(gone).as(Files.readString(folder.resolve("log"))).isFalse();
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(copies(temporary)).isZero();
  }

  private static long copies(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("headroom-advise"))
          .count();
    }
  }
}
