package dev.headroom.cli;

import dev.headroom.advise.AdviceJson;
import dev.headroom.advise.AdviceOptions;
import dev.headroom.advise.AdvicePage;
import dev.headroom.advise.AdviceReport;
import dev.headroom.advise.AdviceText;
import dev.headroom.advise.DatabaseAdvice;
import dev.headroom.advise.DatabaseCopy;
import dev.headroom.advise.Migrations;
import dev.headroom.advise.SqliteAdvice;
import dev.headroom.advise.SqliteApply;
import dev.headroom.advise.Workload;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code headroom advise --jdbc URL}: index advice for any database, without a service. */
@Command(
    name = "advise",
    mixinStandardHelpOptions = true,
    description = {
      "Says which indexes a PostgreSQL or SQLite database wants, built and measured on a copy.",
      "",
      "  headroom advise --jdbc 'jdbc:postgresql://db:5432/shop?user=reader' --workload shop.sql",
      "  headroom advise --jdbc jdbc:sqlite:shop.db --workload shop.sql",
      "",
      "The database itself is only read. The copy is in an embedded PostgreSQL that is deleted",
      "afterwards, or on the server that --scratch names; of SQLite it is a file that is deleted.",
      ""
    },
    footer = {"", "Ends with 0 when the advice is complete, 2 on a fault."})
final class AdviseCommand implements Callable<Integer> {

  private static volatile boolean interrupted;

  @Option(names = "--jdbc", paramLabel = "URL", required = true, description = "The database.")
  String jdbc = "";

  @Option(
      names = "--workload",
      paramLabel = "FILE|pg_stat_statements",
      description =
          "What it is asked: SQL statements, observations of headroom as JSON (with samples), or"
              + " the server's own totals (default).")
  String workload = "pg_stat_statements";

  @Option(
      names = "--scratch",
      paramLabel = "URL|embedded",
      description = "Where the copy goes (default: embedded); a superuser's URL.")
  String scratch = "embedded";

  @Option(
      names = "--copy-limit",
      paramLabel = "MB",
      description = "Larger databases are sampled to about this much (default 4000).")
  long copyLimit = 4_000;

  @Option(
      names = "--time-limit",
      paramLabel = "SECONDS",
      description = "For the search, without the copying (default 60).")
  int timeLimit = 60;

  @Option(
      names = "--write",
      paramLabel = "DIR",
      description = "Writes migrations for Flyway and Liquibase, with undo.")
  @Nullable Path write;

  @Option(
      names = "--in-transaction",
      description = "Migrations that build in a transaction: they block writers meanwhile.")
  boolean inTransaction;

  @Option(
      names = "--apply",
      description =
          "SQLite: carries the advice out on the file, each index in a transaction that is taken"
              + " back unless it holds its promise.")
  boolean apply;

  @Option(
      names = "--drop-unused",
      description =
          "SQLite: advise to drop indexes that no statement of the workload uses (SQLite itself"
              + " counts no scans).")
  boolean dropUnused;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the report as JSON.")
  @Nullable Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes the report as a page.")
  @Nullable Path html;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  static boolean interrupted() {
    return interrupted;
  }

  @Override
  public Integer call() throws Exception {
    Thread onExit = new Thread(this::stop, "headroom-advise-exit");
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      Steps steps = new Steps(System.err, Home.terminal(), System::nanoTime);
      AdviceReport report = advise(steps);
      System.out.print(AdviceText.of(report));
      write(report);
      if (apply) {
        apply(report, steps);
      }
      return 0;
    } finally {
      closeAll();
      if (!interrupted) {
        Runtime.getRuntime().removeShutdownHook(onExit);
      }
    }
  }

  private AdviceReport advise(Steps steps) throws Exception {
    if (SqliteAdvice.fits(jdbc)) {
      return sqlite(steps);
    }
    if (dropUnused || apply) {
      throw new IllegalArgumentException(
          apply
              ? "--apply is for SQLite: for PostgreSQL run the migrations that --write writes"
              : "--drop-unused is for SQLite: PostgreSQL counts scans, and what they say is in the"
                  + " advice");
    }
    AdviceOptions options = AdviceOptions.defaults().within(Duration.ofSeconds(timeLimit));
    DatabaseCopy.Limits defaults = DatabaseCopy.Limits.defaults();
    DatabaseCopy.Limits limits =
        new DatabaseCopy.Limits(
            copyLimit * 1_000_000, defaults.statementTimeoutMillis(), defaults.lockTimeoutMillis());
    steps.run(
        "Looking at the database",
        () -> {
          DatabaseAdvice.check(jdbc);
          return null;
        });
    Workload asked = steps.run("Reading the workload", this::workload);
    String server = scratch;
    if (scratch.equals("embedded")) {
      DevPostgres postgres = steps.run("Starting an embedded PostgreSQL", this::embedded);
      server = postgres.jdbcUrl("postgres");
    }
    String target = server;
    DatabaseAdvice advice =
        steps.run(
            "Copying the database",
            () -> opened(DatabaseAdvice.of(jdbc, target, limits, steps::progress)));
    return steps.run(
        "Building and measuring indexes",
        () ->
            advice.advise(
                asked,
                options,
                scratch.equals("embedded") ? "an embedded PostgreSQL" : "the given server"));
  }

  private void apply(AdviceReport report, Steps steps) throws Exception {
    Workload asked = workload();
    List<SqliteApply.Outcome> outcomes =
        steps.run(
            "Applying the advice", () -> SqliteApply.apply(jdbc, report, asked, steps::progress));
    System.out.println();
    for (SqliteApply.Outcome outcome : outcomes) {
      System.out.println(outcome.index() + ": " + outcome.text());
    }
  }

  private AdviceReport sqlite(Steps steps) throws Exception {
    if (workload.equals("pg_stat_statements")) {
      throw new IllegalArgumentException(
          "SQLite keeps no history of statements: give --workload FILE.sql (statements, each ended by"
              + " a semicolon) or what the agent serves at /observations.json");
    }
    if (!scratch.equals("embedded") || inTransaction) {
      throw new IllegalArgumentException(
          (inTransaction ? "--in-transaction" : "--scratch")
              + " is for PostgreSQL: SQLite is copied into a file, and builds every index in a"
              + " transaction");
    }
    steps.run(
        "Looking at the database",
        () -> {
          SqliteAdvice.check(jdbc);
          return null;
        });
    AdviceOptions options = AdviceOptions.defaults().within(Duration.ofSeconds(timeLimit));
    Workload asked = steps.run("Reading the workload", this::workload);
    SqliteAdvice advice = opened(SqliteAdvice.of(jdbc, steps::progress));
    steps.run(
        "Copying the database",
        () -> {
          advice.copy();
          return null;
        });
    return steps.run(
        "Building and measuring indexes", () -> advice.advise(asked, options, dropUnused));
  }

  private Workload workload() throws IOException, SQLException {
    if (workload.equals("pg_stat_statements")) {
      return Workload.ofPgStatStatements(jdbc);
    }
    Path file = Home.working().resolve(workload);
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          file
              + ": there is no such file that can be read; --workload takes FILE.sql,"
              + " OBSERVATIONS.json or pg_stat_statements");
    }
    return workload.endsWith(".json") ? observed(file) : Workload.ofFile(file);
  }

  private static Workload observed(Path file) {
    JsonMapper mapper =
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    try {
      JsonNode list = mapper.readTree(file).path("statements");
      if (!list.isArray()) {
        throw new IllegalArgumentException(
            file + ": has no \"statements\"; give what the agent serves at /observations.json");
      }
      List<StatementObservation> statements = new ArrayList<>();
      for (JsonNode one : list) {
        statements.add(mapper.treeToValue(one, StatementObservation.class));
      }
      return new Workload(statements, List.of());
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file + ": is not as it should be: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Its directory is known to the exit before anything starts in it: {@link DevPostgres#temporary}
   * would delete only what did start.
   */
  private DevPostgres embedded() throws IOException {
    Path folder = Files.createTempDirectory("headroom-advise");
    CountDownLatch ended = new CountDownLatch(1);
    synchronized (open) {
      open.push(() -> delete(folder));
      open.push(() -> DevPostgres.stopLeftBehind(folder));
      open.push(() -> cutShort(ended));
    }
    DevPostgres postgres;
    try {
      postgres = DevPostgres.start(folder);
    } finally {
      ended.countDown();
    }
    return opened(postgres);
  }

  /** A start that is under way writes until the programs that it runs are gone. */
  private static void cutShort(CountDownLatch ended) throws InterruptedException {
    for (int i = 0; i < 100 && !ended.await(i == 0 ? 0 : 200, TimeUnit.MILLISECONDS); i++) {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private <T extends AutoCloseable> T opened(T one) {
    synchronized (open) {
      open.push(one);
    }
    return one;
  }

  private void write(AdviceReport report) throws IOException {
    if (json != null) {
      Files.writeString(Home.working().resolve(json), AdviceJson.of(report));
    }
    if (html != null) {
      Files.writeString(Home.working().resolve(html), AdvicePage.of(report));
    }
    if (write != null) {
      if (inTransaction) {
        System.err.println(
            "headroom: these migrations block writers of a table while its index is built");
      }
      Path folder = Home.working().resolve(write);
      for (Path file :
          SqliteAdvice.fits(jdbc)
              ? Migrations.writeSqlite(folder, report)
              : Migrations.write(folder, report, inTransaction)) {
        System.out.println("wrote " + file);
      }
    }
  }

  private void stop() {
    interrupted = true;
    try {
      closeAll();
    } catch (Exception e) {
      System.err.println("headroom: " + Faults.describe(e));
    }
  }

  private void closeAll() throws Exception {
    Exception first = null;
    synchronized (open) {
      while (!open.isEmpty()) {
        try {
          open.pop().close();
        } catch (Exception e) {
          first = first == null ? e : first;
        }
      }
    }
    if (first != null && !interrupted) {
      throw first;
    }
  }
}
