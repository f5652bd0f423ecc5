package dev.headroom.cli;

import dev.headroom.advise.AdviceJson;
import dev.headroom.advise.AdviceOptions;
import dev.headroom.advise.AdvicePage;
import dev.headroom.advise.AdviceReport;
import dev.headroom.advise.AdviceText;
import dev.headroom.advise.ApplyOptions;
import dev.headroom.advise.Applying;
import dev.headroom.advise.DatabaseAdvice;
import dev.headroom.advise.DatabaseCopy;
import dev.headroom.advise.Migrations;
import dev.headroom.advise.NoCopyException;
import dev.headroom.advise.SqliteAdvice;
import dev.headroom.advise.SqliteApply;
import dev.headroom.advise.Workload;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.StatementObservation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
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
      "The database itself is only read, unless --apply says otherwise. The copy is in an embedded",
      "PostgreSQL that is deleted afterwards, or on the server that --scratch names; of SQLite it is",
      "a file that is deleted. Where no copy of a PostgreSQL database is possible, the database's own",
      "planner is asked with hypothetical indexes (HypoPG).",
      ""
    },
    footer = {"", "Ends with 0 when the advice is complete, 2 on a fault."})
final class AdviseCommand implements Callable<Integer> {

  private static volatile boolean interrupted;

  @Option(
      names = "--jdbc",
      paramLabel = "URL",
      required = true,
      description = "The database: jdbc:postgresql://HOST:PORT/NAME?user=ROLE or jdbc:sqlite:FILE.")
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

  /** How to find out what an index would do. */
  enum Method {
    AUTO,
    COPY,
    HYPOPG
  }

  @Option(
      names = "--method",
      paramLabel = "auto|copy|hypopg",
      description =
          "copy builds and measures; hypopg asks the planner only; auto (default) copies where that"
              + " is possible.")
  Method method = Method.AUTO;

  @Option(
      names = "--no-sampling",
      description = "Do not copy a part of a database larger than --copy-limit.")
  boolean noSampling;

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
          "Creates the indexes on the database itself, one at a time, and watches; of SQLite each in"
              + " a transaction that is taken back unless it holds its promise, drops included.")
  boolean apply;

  @Option(
      names = "--apply-drops",
      description = "Drops unused and duplicate indexes too, and creates again what is missed.")
  boolean applyDrops;

  @Option(
      names = "--drop-unused",
      description =
          "SQLite: advise to drop indexes that no statement of the workload uses (SQLite itself"
              + " counts no scans).")
  boolean dropUnused;

  @Option(
      names = "--drops-file",
      paramLabel = "FILE",
      description = "Keeps what creates dropped indexes again (headroom-dropped.sql).")
  Path dropsFile = Path.of("headroom-dropped.sql");

  @Option(
      names = "--watch",
      paramLabel = "SECONDS",
      description = "How long statements are watched after each step of --apply (default 10).")
  int watch = 10;

  @Option(
      names = "--lock-timeout",
      paramLabel = "SECONDS",
      description = "How long a step of --apply waits for a lock (default 5).")
  int lockTimeout = 5;

  @Option(names = "--yes", description = "Applies without asking.")
  boolean yes;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the report as JSON.")
  @Nullable Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes the report as a page.")
  @Nullable Path html;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private Path embeddedFolder = Path.of("");
  private @Nullable DatabaseAdvice advised;
  private boolean shown;

  static boolean interrupted() {
    return interrupted;
  }

  @Override
  public Integer call() throws Exception {
    Thread onExit = new Thread(this::stop, "headroom-advise-exit");
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      if (inTransaction && write == null) {
        throw new IllegalArgumentException(
            "--in-transaction is about migrations: add --write DIR (--apply never builds in one)");
      }
      if ((apply || applyDrops) && !yes && !Home.interactive()) {
        throw new IllegalArgumentException(
            "--apply changes the database and nobody can be asked here: add --yes, or run it in a"
                + " terminal");
      }
      ApplyOptions careful =
          new ApplyOptions(Duration.ofSeconds(lockTimeout), Duration.ofSeconds(watch));
      Steps steps = new Steps(System.err, Home.terminal(), System::nanoTime);
      AdviceReport report = advise(steps);
      boolean sqlite = SqliteAdvice.fits(jdbc);
      if (!sqlite && (apply || applyDrops)) {
        report = applied(steps, report, careful);
      }
      System.out.print(shown ? AdviceText.done(report) : AdviceText.of(report));
      write(report);
      if (sqlite && apply) {
        applySqlite(report, steps);
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
    if (dropUnused) {
      throw new IllegalArgumentException(
          "--drop-unused is for SQLite: PostgreSQL counts scans, and what they say is in the advice");
    }
    AdviceOptions options = AdviceOptions.defaults().within(Duration.ofSeconds(timeLimit));
    DatabaseCopy.Limits.defaults().with(copyLimit * 1_000_000, !noSampling, -1); // refuses early
    steps.run(
        "Looking at the database",
        () -> {
          DatabaseAdvice.check(jdbc);
          return null;
        });
    Workload asked = steps.run("Reading the workload", this::workload);
    DatabaseAdvice advice = method == Method.HYPOPG ? asking(steps, "") : copying(steps);
    advised = advice;
    return steps.run(
        method == Method.HYPOPG ? "Planning with hypothetical indexes" : "Trying indexes",
        () ->
            advice.advise(
                asked,
                options,
                scratch.equals("embedded") ? "an embedded PostgreSQL" : "the given server"));
  }

  /** On a copy; where there can be none, by the planner's opinion, unless a copy was asked for. */
  private DatabaseAdvice copying(Steps steps) throws Exception {
    try {
      String server = scratch;
      long free = -1;
      if (scratch.equals("embedded")) {
        DevPostgres postgres = steps.run("Starting an embedded PostgreSQL", this::embedded);
        server = postgres.jdbcUrl("postgres");
        free = Files.getFileStore(embeddedFolder).getUsableSpace();
      }
      DatabaseAdvice advice = opened(DatabaseAdvice.planned(jdbc, server, steps::progress));
      DatabaseCopy.Limits limits =
          DatabaseCopy.Limits.defaults().with(copyLimit * 1_000_000, !noSampling, free);
      return steps.run(
          "Copying the database",
          () -> {
            advice.copy(limits);
            return advice;
          });
    } catch (NoCopyException | UncheckedIOException e) {
      if (method == Method.COPY) {
        throw e;
      }
      try {
        return asking(steps, String.valueOf(e.getMessage()));
      } catch (IllegalStateException none) {
        throw new IllegalStateException(
            "nothing is safe here. No copy: " + e.getMessage() + ". " + none.getMessage(), e);
      }
    }
  }

  private DatabaseAdvice asking(Steps steps, String instead) throws Exception {
    return steps.run(
        "Looking for HypoPG",
        () -> opened(DatabaseAdvice.hypothetical(jdbc, instead, steps::progress)));
  }

  private AdviceReport applied(Steps steps, AdviceReport report, ApplyOptions careful)
      throws Exception {
    int create = apply ? report.advice().indexes().size() : 0;
    int drop = applyDrops ? report.drops().size() : 0;
    Applying applying = opened(new Applying(jdbc, careful, steps::progress));
    applying.check(report, apply, applyDrops);
    if (create + drop > 0 && !yes) {
      System.out.print(AdviceText.of(report));
      shown = true;
    }
    if (!confirmed(report, create, drop)) {
      return report;
    }
    Path kept = applyDrops ? Home.working().resolve(dropsFile) : null;
    List<StatementObservation> statements = advised == null ? List.of() : advised.statements();
    return report.with(steps.run("Applying", () -> applying.run(report, apply, kept, statements)));
  }

  /** Asks on the terminal unless {@code --yes} has answered. */
  private boolean confirmed(AdviceReport report, int create, int drop) throws IOException {
    if (create + drop == 0 || yes) {
      return true;
    }
    System.out.printf(
        "%nCreate %d and drop %d indexes on %s now? [y/N] ", create, drop, report.database());
    System.out.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    boolean agreed = answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    if (!agreed) {
      System.out.println("Nothing was changed.");
    }
    return agreed;
  }

  private void applySqlite(AdviceReport report, Steps steps) throws Exception {
    if (!confirmed(report, report.advice().indexes().size(), report.drops().size())) {
      return;
    }
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
    if (applyDrops || method != Method.AUTO) {
      throw new IllegalArgumentException(
          (applyDrops ? "--apply-drops" : "--method")
              + " is for PostgreSQL: SQLite is copied, and --apply drops too what is advised");
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
    Path folder;
    CountDownLatch ended = new CountDownLatch(1);
    synchronized (open) {
      Faults.endIf(interrupted);
      folder = Files.createTempDirectory("headroom-advise");
      embeddedFolder = folder;
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
      Faults.endIf(interrupted);
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
      for (Path file : Migrations.write(Home.working().resolve(write), report, inTransaction)) {
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
